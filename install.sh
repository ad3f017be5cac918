#!/usr/bin/env bash
# Installs the picture box, brings it up to date, or takes it away: docs/install.md.
#
# A release is a folder of its own. Everything else (units, commands, rules) only points through /opt/edged/current, so
# one rename decides which release the machine has: whatever interrupts this script leaves the old one or the new one.
set -euo pipefail
umask 022
unset PYTHONPATH PYTHONHOME

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly SOURCE
readonly OPT=/opt/edged STATE=/var/lib/edged CACHE=/var/cache/edged SETTINGS=/etc/edged/edged.toml
readonly UNITS=(edged.service edged.socket edged-hooks.service edged-hooks.socket edged-devices.service edged-stick@.service)
readonly WANTS=(multi-user.target.wants/edged.service sockets.target.wants/{edged,edged-hooks}.socket)
readonly LEAST_MEMORY_MB=1000 BASE_MB=900 EXTRAS_MB=5000

ROOT='' WHEELHOUSE='' PROFILE='' PYTHON='' ACTION=install PURGE=''
PROBLEMS=() PART=''

usage() {
  cat <<'END'
usage: sudo ./install.sh [--profile NAME] [--offline FOLDER] [--root FOLDER] [--python PATH]
       sudo ./install.sh --uninstall [--purge]

  --profile NAME    for this hardware profile instead of the one that fits best
  --offline FOLDER  without the internet: every Python package from this folder (docs/install.md says how to fill it)
  --root FOLDER     into a system that lies in this folder, without starting anything
  --python PATH     with this Python, 3.11 or newer
  --uninstall       take the box away; pictures and settings stay
  --purge           and take pictures, settings and the user with it
END
}

say() { # say ENGLISH CHINESE
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    zh*) printf '%s\n' "$2" ;;
    *) printf '%s\n' "$1" ;;
  esac
}

step() { printf '==> %s\n' "$(say "$@")"; }

fail() { # fail ENGLISH CHINESE
  printf '✗ %s\n' "$(say "$@")" >&2
  exit 1
}

problem() { PROBLEMS+=("$(say "$@")"); }

parse() {
  while (($#)); do
    case "$1" in
      --root | --offline | --profile | --python)
        [[ -n "${2:-}" ]] || fail "$1 needs a value; see ./install.sh --help" "$1 需要一个值，见 ./install.sh --help"
        case "$1" in
          --root) ROOT=$2 ;;
          --offline) WHEELHOUSE=$2 ;;
          --profile) PROFILE=$2 ;;
          --python) PYTHON=$2 ;;
        esac
        shift 2
        ;;
      --uninstall) ACTION=uninstall && shift ;;
      --purge) PURGE=yes && shift ;;
      --help | -h) usage && exit 0 ;;
      *) usage >&2 && fail "I do not know $1" "不认识的选项：$1" ;;
    esac
  done
  if [[ -n $PURGE && $ACTION != uninstall ]]; then
    fail '--purge belongs to --uninstall' '--purge 要和 --uninstall 一起用'
  fi
  if [[ -n "$ROOT" ]]; then
    [[ -d "$ROOT" ]] || fail "there is no folder $ROOT" "没有文件夹 $ROOT"
    ROOT=$(cd "$ROOT" && pwd)
    [[ $ROOT != / ]] || ROOT=''
  fi
}

# --- what is missing, all of it at once, before anything is changed ---

check() {
  ((EUID == 0)) || problem 'root is needed: sudo ./install.sh' '需要 root 权限：sudo ./install.sh'
  check_system
  check_python
  check_room
  check_source
  ((${#PROBLEMS[@]})) || return 0
  printf '\n%s\n' "$(say 'Nothing was changed. First:' '没有做任何改动。请先解决：')" >&2
  printf '  ✗ %s\n' "${PROBLEMS[@]}" >&2
  exit 1
}

check_system() {
  local id='' like='' release
  id=$(system_fact ID) like=$(system_fact ID_LIKE)
  case " $id $like " in
    *' debian '* | *' ubuntu '*) ;;
    *) problem "this is ${id:-an unknown system}; the box needs Debian, Ubuntu, Raspberry Pi OS or JetPack 7" \
      "这里是 ${id:-未知系统}；盒子需要 Debian、Ubuntu、Raspberry Pi OS 或 JetPack 7" ;;
  esac
  case "$(dpkg --print-architecture 2>/dev/null || uname -m)" in
    amd64 | arm64 | x86_64 | aarch64) ;;
    *) problem 'this system is not 64-bit x86 or ARM; install the 64-bit edition' '这不是 64 位的 x86 或 ARM 系统，请安装 64 位版本' ;;
  esac
  if [[ -r $ROOT/etc/nv_tegra_release ]]; then
    release=$(sed -n 's/^# R\([0-9]*\) .*/\1/p' "$ROOT/etc/nv_tegra_release")
    ((${release:-99} >= 38)) || problem 'this JetPack is older than 7; its Python is too old for the box. Update to JetPack 7' \
      '这个 JetPack 早于 7，自带的 Python 太旧，请升级到 JetPack 7'
  fi
  command -v systemctl >/dev/null || problem 'systemd is missing: apt install systemd' '缺少 systemd：apt install systemd'
}

system_fact() { # of /etc/os-release, read and not run
  sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" "$ROOT/etc/os-release" 2>/dev/null | head -n 1
}

check_python() {
  local candidate
  local candidates=("$PYTHON")
  [[ -n $PYTHON ]] || candidates=(/usr/bin/python3 /usr/bin/python3.{14,13,12,11} /usr/local/bin/python3)
  for candidate in "${candidates[@]}"; do
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    PYTHON=$candidate
    "$candidate" -c 'import ensurepip, venv' 2>/dev/null || problem \
      "$candidate cannot make environments: apt install python3-venv" "$candidate 不能创建虚拟环境：apt install python3-venv"
    [[ -z $ROOT || $(python_of "$ROOT$candidate") == "$(python_of "$candidate")" ]] || problem \
      "$ROOT has another Python than this machine; run install.sh on a system of the same kind" \
      "$ROOT 里的 Python 版本与本机不同，请在同样的系统上运行 install.sh"
    return
  done
  problem 'Python 3.11 or newer is missing: apt install python3 python3-venv (or name one: --python PATH)' \
    '缺少 Python 3.11 或更新版本：apt install python3 python3-venv（或用 --python 指定）'
}

python_of() { basename "$(readlink "$1" || printf '%s' "$1")"; } # /usr/bin/python3 -> python3.13

check_room() {
  local memory_mb
  memory_mb=$(awk '/^MemTotal:/ {print int($2 / 1024)}' /proc/meminfo)
  ((memory_mb >= LEAST_MEMORY_MB)) || problem "this machine has $memory_mb MB of memory; the box needs $LEAST_MEMORY_MB" \
    "这台机器只有 $memory_mb MB 内存，盒子需要 $LEAST_MEMORY_MB MB"
  (($(free_mb) >= BASE_MB)) || problem "$(nearest "$ROOT$OPT") has only $(free_mb) MB free; the box needs $BASE_MB" \
    "$(nearest "$ROOT$OPT") 只剩 $(free_mb) MB，盒子需要 $BASE_MB MB"
}

free_mb() { df -Pm "$(nearest "$ROOT$OPT")" | awk 'NR == 2 {print $4}'; }

nearest() { # the folder, or the first above it that exists
  local path=$1
  until [[ -d $path ]]; do path=$(dirname "$path"); done
  printf '%s' "$path"
}

check_source() {
  local file
  for file in pyproject.toml requirements/{base,build}.txt profiles systemd packs/cute-animals/manifest.json; do
    [[ -e $SOURCE/$file ]] || problem "$SOURCE is not whole: $file is missing; fetch it again" "$SOURCE 不完整，缺少 $file，请重新下载"
  done
  if [[ -n $PROFILE ]] && ! grep -qsxE "name = \"$PROFILE\" *(#.*)?" "$SOURCE"/profiles/*.toml "$ROOT"/etc/edged/profiles/*.toml; then
    problem "there is no profile $PROFILE; these are: $(profile_names)" "没有配置 $PROFILE，可用的有：$(profile_names)"
  fi
  [[ -n $WHEELHOUSE ]] || return 0
  if compgen -G "$WHEELHOUSE/*.whl" >/dev/null; then
    WHEELHOUSE=$(cd "$WHEELHOUSE" && pwd)
  else
    problem "$WHEELHOUSE holds no packages (*.whl); docs/install.md says how to fill it" "$WHEELHOUSE 里没有安装包（*.whl），见 docs/install.md"
  fi
}

profile_names() { sed -n 's/^name = "\(.*\)".*/\1/p' "$SOURCE"/profiles/*.toml | sort | tr '\n' ' '; }

# --- a release, in a folder of its own ---

version() { sed -n 's/^version = "\(.*\)"$/\1/p' "$SOURCE/pyproject.toml"; }

fingerprint() { # of what a release is made from: the same one is not built twice
  {
    (cd "$SOURCE" && find edged runtime profiles packs firmware_hooks systemd requirements pyproject.toml -type f \
      ! -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    "$PYTHON" -VV
  } | sha256sum | cut -d ' ' -f 1
}

is_whole() { # is_whole RELEASE: it drew a picture once, and its Python still runs
  [[ -f $1/drew ]] && "$1/venv/bin/python" -c 'import edged.daemon' 2>/dev/null
}

choose_release() { # sets RELEASE and PRINT; status 0 where it is there already
  local name n
  PRINT=$(fingerprint)
  name=$(version)
  for ((n = 1; ; n++)); do
    RELEASE=$ROOT$OPT/releases/$name
    ((n == 1)) || RELEASE+=.$n
    if is_whole "$RELEASE" && [[ $(cat "$RELEASE/drew") == "$PRINT" && $(as_box edged.release.extras) == "$(cat "$RELEASE/extras")" ]]; then
      return 0
    fi
    [[ -f $RELEASE/drew || $(readlink -f "$ROOT$OPT/current" || true) == "$RELEASE" ]] || return 1
  done
}

build() {
  local name extras
  name=$(basename "$RELEASE")
  step "Building release $name" "正在构建版本 $name"
  PART=$RELEASE
  rm -rf "$RELEASE"
  mkdir -p "$RELEASE"
  "$PYTHON" -m venv "$RELEASE/venv"
  pip_install -r "$SOURCE/requirements/base.txt" || no_packages
  install_box
  cp -R "$SOURCE/systemd" "$RELEASE/systemd"
  step 'Asking what this machine needs' '正在查看这台机器需要什么'
  extras=$(as_box edged.release.extras) || exit 1
  printf '%s\n' "$extras" >"$RELEASE/extras"
  install_extras "$(tr '\n' - <<<"$extras")"
  settle
  step 'Drawing a first picture' '正在画第一张图'
  as_box edged.release.trial || exit 1
  printf '%s\n' "$PRINT" >"$RELEASE/drew"
  sync -f "$RELEASE"
  PART=''
}

pip_install() { # with the hashes that the release was tested with
  local from=(--cache-dir "$ROOT$OPT/cache")
  [[ -z $WHEELHOUSE ]] || from=(--no-index --find-links "$WHEELHOUSE")
  "$RELEASE/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: \
    --require-hashes "${from[@]}" "$@"
}

no_packages() {
  fail 'A package could not be installed (see above). Nothing was changed.' '有安装包无法安装（见上文）。没有做任何改动。'
}

install_box() {
  local tools=$RELEASE/build
  pip_install --target "$tools" -r "$SOURCE/requirements/build.txt" || no_packages
  mkdir "$tools/source"
  # Built from a copy: the folder that this script came in stays as it is.
  (cd "$SOURCE" && cp -R edged runtime profiles packs firmware_hooks pyproject.toml README.md LICENSE "$tools/source")
  PYTHONPATH=$tools "$RELEASE/venv/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-index \
    --no-build-isolation --wheel-dir "$tools" "$tools/source"
  "$RELEASE/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index "$tools"/edged-*.whl
  rm -rf "$tools"
}

install_extras() { # install_extras NAMES, each followed by a dash
  local locked=$SOURCE/requirements/${1%-}.txt
  [[ -n ${1%-} ]] || return 0
  [[ -f $locked ]] || fail "the profile asks for ${1%-}, which this release does not have; choose another: --profile NAME" \
    "配置需要 ${1%-}，但这个版本没有，请用 --profile 选择别的配置"
  (($(free_mb) >= EXTRAS_MB)) || fail "${1%-} needs $EXTRAS_MB MB of disk, $(free_mb) are free; or choose --profile cpu" \
    "${1%-} 需要 $EXTRAS_MB MB 磁盘空间，现在只剩 $(free_mb) MB；也可以用 --profile cpu"
  step "Installing what the profile asks for: ${1%-}" "正在安装配置需要的组件：${1%-}"
  # Both write the same Python package: the processor's leaves before the card's comes.
  "$RELEASE/venv/bin/python" -m pip uninstall --quiet --yes onnxruntime
  pip_install -r "$locked" || fail "What the profile asks for could not be installed (see above); nothing was changed. To draw on the processor instead: \
--profile cpu" '配置需要的组件无法安装（见上文），没有做任何改动。也可以先用处理器画图：--profile cpu'
}

settle() { # staged files name the place where they will lie
  [[ -n $ROOT ]] || return 0
  grep -rlIF "$ROOT$OPT" "$RELEASE/venv/bin" "$RELEASE/venv/pyvenv.cfg" | xargs -r sed -i "s|$ROOT$OPT|$OPT|g"
}

as_box() { # as_box MODULE: with the owner's settings and the box's own rights
  local options=() lower=()
  [[ ! -f $ROOT$SETTINGS ]] || options+=(--config "$ROOT$SETTINGS")
  [[ ! -d $ROOT$STATE ]] || options+=(--state "$ROOT$STATE")
  [[ -z $PROFILE ]] || options+=(--profile "$PROFILE")
  [[ -n $ROOT ]] || lower=(setpriv --reuid=edged --regid=edged --init-groups --inh-caps=-all)
  (cd / && HOME=/nonexistent "${lower[@]}" "$RELEASE/venv/bin/python" -P -m "$1" "${options[@]}")
}

# --- what points to it ---

prepare_user() {
  step 'Making the user edged' '正在创建用户 edged'
  point "$OPT/current/systemd/edged.sysusers.conf" /usr/lib/sysusers.d/edged.conf
  systemd-sysusers --root="${ROOT:-/}" - <"$SOURCE/systemd/edged.sysusers.conf"
}

point() { # point TARGET LINK, both as the installed system sees them
  mkdir -p "$ROOT$(dirname "$2")"
  ln -sfnT "$1" "$ROOT$2.new"
  mv -T "$ROOT$2.new" "$ROOT$2"
}

write_links() {
  local unit
  for unit in "${UNITS[@]}"; do point "$OPT/current/systemd/$unit" "/usr/lib/systemd/system/$unit"; done
  unpin
  point "$OPT/current/systemd/edged.tmpfiles.conf" /usr/lib/tmpfiles.d/edged.conf
  point "$OPT/current/systemd/70-edged.rules" /usr/lib/udev/rules.d/70-edged.rules
  point "$OPT/current/venv/bin/edgectl" /usr/local/bin/edgectl
}

unpin() { # `systemctl enable` follows links to their end, and would stay with the release of that day
  local link
  for link in "$ROOT"/etc/systemd/system/{,*.wants/}edged*.{service,socket}; do
    [[ $(readlink "$link" || true) == $OPT/releases/* ]] || continue
    if [[ $link == *.wants/* ]]; then point "/usr/lib/systemd/system/${link##*/}" "${link#"$ROOT"}"; else rm "$link"; fi
  done
}

enable() { # at the first installation only: what an owner switched off stays off
  local link
  for link in "${WANTS[@]}"; do point "/usr/lib/systemd/system/${link##*/}" "/etc/systemd/system/$link"; done
}

write_settings() {
  [[ ! -s $ROOT$SETTINGS ]] || return 0
  mkdir -p "$ROOT$(dirname "$SETTINGS")"
  {
    printf '# Settings of this box; docs/settings.md names all of them.\n\n'
    printf 'access = "paired"    # only devices that a teacher let in; "open": everybody in the network\n'
  } >"$ROOT$SETTINGS.new"
  chmod 644 "$ROOT$SETTINGS.new"
  mv "$ROOT$SETTINGS.new" "$ROOT$SETTINGS"
}

remember_profile() { # as `edgectl profile use` does
  [[ -n $PROFILE ]] || return 0
  install -d -m 750 "$ROOT$STATE"
  printf '%s\n' "$PROFILE" >"$ROOT$STATE/profile.new"
  mv "$ROOT$STATE/profile.new" "$ROOT$STATE/profile"
  [[ -n $ROOT ]] || chown edged:edged "$STATE" "$STATE/profile"
}

switch_to() { # switch_to RELEASE FORMER: the one moment that decides
  [[ -z $2 || $2 == "$1" ]] || name_release previous "$2"
  name_release current "$1"
}

name_release() { # name_release LINK RELEASE
  ln -sfnT "releases/$(basename "$2")" "$ROOT$OPT/$1.new"
  mv -T "$ROOT$OPT/$1.new" "$ROOT$OPT/$1"
  sync -f "$ROOT$OPT"
}

# --- the running machine ---

runs_here() { [[ -z $ROOT && -d /run/systemd/system ]]; }

start() { # start FORMER: the present release in its real place; status 1 where it does not draw
  local socket
  systemctl daemon-reload
  systemd-tmpfiles --create edged.conf || true
  udevadm control --reload 2>/dev/null || true
  systemctl stop edged.service edged-hooks.service
  for socket in edged.socket edged-hooks.socket; do
    # Left open where it can be: whoever asks meanwhile waits instead of failing.
    cmp -s "$1/systemd/$socket" "$OPT/current/systemd/$socket" || systemctl stop "$socket"
    systemctl start "$socket" || true
  done
  systemctl start edged.service && draws
}

draws() { "$OPT/current/venv/bin/edgectl" --socket /run/edged/edged.sock draw '小鸭子' -o - >/dev/null; }

start_or_return() { # start_or_return FORMER
  # A lesson that goes on is not interrupted for nothing.
  [[ $1 != "$RELEASE" || -n $PROFILE ]] || ! draws 2>/dev/null || return 0
  step 'Starting the box' '正在启动盒子'
  start "$1" && return
  journalctl --no-pager --quiet --lines 15 --unit edged.service >&2 || true
  if [[ -z $1 || $1 == "$RELEASE" ]]; then
    fail 'The box does not draw. What it says stands above; then: sudo edgectl doctor' '盒子画不出图，原因见上文；然后运行：sudo edgectl doctor'
  fi
  step "It does not draw; going back to $(basename "$1")" "画不出图，正在退回 $(basename "$1")"
  switch_to "$1" ''
  start "$RELEASE" || fail 'The former release does not draw either: sudo edgectl doctor' '旧版本也画不出图：sudo edgectl doctor'
  rm -rf "$RELEASE"
  fail "The former release $(basename "$1") runs again; nothing is lost." "旧版本 $(basename "$1") 已恢复运行，没有丢失任何东西。"
}

remove_old() { # the present release and the one before it stay
  local folder
  rm -rf "$ROOT$OPT/cache"
  for folder in "$ROOT$OPT"/releases/*; do
    [[ $folder == "$RELEASE" || $folder == "$(readlink -f "$ROOT$OPT/previous" || true)" ]] || rm -rf "$folder"
  done
}

install_box_here() {
  local former
  mkdir -p "$ROOT$OPT/releases"
  exec 9>"$ROOT$OPT/lock"
  flock -n 9 || fail 'Another install.sh is at work.' '另一个 install.sh 正在运行。'
  trap 'leave' EXIT
  former=$(readlink -f "$ROOT$OPT/current" || true)
  [[ -d $former ]] || former=''
  prepare_user
  write_settings
  choose_release || build
  step 'Putting it in its place' '正在启用'
  write_links
  remember_profile
  [[ -n $former ]] || enable
  switch_to "$RELEASE" "$former"
  ! runs_here || start_or_return "$former"
  remove_old
  greet "$former"
}

leave() { # whatever was begun and not finished is nobody's
  [[ -z $PART ]] || rm -rf "$PART"
}

greet() { # greet FORMER
  step "Release $(basename "$RELEASE") is installed." "版本 $(basename "$RELEASE") 已安装。"
  [[ -e $SOURCE/edged/web/lib/ort.wasm ]] || say \
    'Tablets cannot draw by themselves when the box is away: for that, run make web and then this again.' \
    '盒子不在时平板还不能自己画画：如需要，请先执行 make web，再运行一次本脚本。'
  if ! runs_here; then
    say 'It starts when the machine does.' '开机时会自动启动。'
    return
  fi
  local edgectl=("$OPT/current/venv/bin/edgectl" --socket /run/edged/edged.sock)
  local n
  for n in {1..5}; do # telling the network takes some seconds
    "${edgectl[@]}" --json status | grep -q '"announced": true' && break
    ((n == 5)) || sleep 1
  done
  "${edgectl[@]}" status || true
  echo
  [[ -z $1 ]] || return 0
  # The first device becomes the teacher's.
  "${edgectl[@]}" pair --teacher --once || true
  say 'Later, for the teacher: sudo edgectl pair --teacher · for tablets: sudo edgectl pair' \
    '以后让老师加入：sudo edgectl pair --teacher · 让平板加入：sudo edgectl pair'
}

# --- away with it ---

uninstall() {
  ((EUID == 0)) || fail 'root is needed: sudo ./install.sh --uninstall' '需要 root 权限：sudo ./install.sh --uninstall'
  step 'Taking the box away' '正在卸载'
  ! runs_here || systemctl --quiet stop "${UNITS[@]}" 2>/dev/null || true
  local unit
  for unit in "${UNITS[@]}"; do rm -f "$ROOT"/{usr/lib,etc}/systemd/system/{,*.wants/}"$unit"; done
  rm -f "$ROOT"/usr/lib/{sysusers.d,tmpfiles.d}/edged.conf "$ROOT/usr/lib/udev/rules.d/70-edged.rules" "$ROOT/usr/local/bin/edgectl"
  rm -rf "$ROOT$OPT"
  ! runs_here || systemctl daemon-reload
  [[ -n $PURGE ]] || {
    say "Pictures stay in $STATE, settings in /etc/edged." "图片保留在 $STATE，设置保留在 /etc/edged。"
    return
  }
  rm -rf "$ROOT$STATE" "$ROOT$CACHE" "$ROOT/etc/edged" "$ROOT"/etc/systemd/system/edged*.d "$ROOT/run/edged-hooks"
  userdel --prefix "${ROOT:-/}" edged 2>/dev/null || true
}

parse "$@"
if [[ $ACTION == uninstall ]]; then
  uninstall
else
  check
  install_box_here
fi
