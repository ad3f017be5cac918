/** What the teacher's page says in Chinese and English. */

import { language, learn, say } from './speech.js';

const WORDS = {
  en: {
    title: 'Teacher\'s page', to_children: 'Children\'s page', acts: 'Lead the lesson', leave: 'Back', cancel: 'Not now',
    entry_title: 'Are you the teacher?', entry_ask: 'Ask whoever looks after the box to type there:',
    entry_type: 'Type the six digits that it shows, or scan its QR code with this device.', entry_enter: 'Become the teacher here',
    entry_pupil: 'That number was a pupil\'s: this device may draw now.', entry_pupil_fix: 'To lead the lesson it needs the number of a teacher.',
    welcome: 'Welcome! The lesson is yours.',
    let_in: 'Let tablets in', project: 'Big screen', pause: 'Pause', resume: 'Go on', print: 'Print sheet', end: 'End the lesson',
    paused: 'The lesson is paused: wishes wait until you go on.',
    wall: 'Pictures of this lesson', bare: 'The first picture will appear here by itself.', more: 'Show more',
    counts: '{done} pictures', counts_one: '1 picture', counts_open: ' · {n} on their way',
    hide: 'Hide', unhide: 'Show again', remove: 'Delete', hidden: 'Hidden', look: 'Look closer: {prompt}',
    hide_this: 'Hide from the class: {prompt}', unhide_this: 'Show the class again: {prompt}', remove_this: 'Delete: {prompt}',
    looked: 'Asked for: {prompt}', somebody: 'Somebody', hidden_says: 'The class does not see it on the big screen or in print. Its child still does.',
    remove_title: 'Delete this picture?', remove_says: 'It is gone for {name} too, and nobody can bring it back.', remove_yes: 'Delete it',
    feel: 'How the box feels', feel_ready: 'It feels well.', feel_warming: 'It is just waking up…', feel_hot: 'It is warm and takes it easier.',
    feel_degraded: 'It does not feel well.', feel_paused: 'It rests until you go on.',
    fact_temperature: '{now} °C; it keeps itself below {most} °C', fact_no_temperature: 'Its temperature is not measured here',
    fact_smaller: 'Pictures are {size} instead of {usual}', fact_usual: 'Pictures are {usual}', fact_wait: 'A wish takes about {n} s now',
    fact_line: '{n} wait, {m} being drawn', fact_battery: 'It runs on its battery', fact_full: 'It takes no new wishes until it is plugged in',
    people: 'Who is here', people_open: 'This box is open: everybody in the network may draw. Only paired tablets have names here.',
    people_none: 'No tablet has been let in yet.', here: 'here', seen_now: 'just now', seen_minutes: '{n} min ago', seen_hours: '{n} h ago', seen_days: '{n} days ago',
    role_teacher: 'teacher', role_pupil: 'pupil', role_programme: 'programme', you: 'you',
    rename: 'Rename {name}', rename_title: 'What shall {name} be called?', rename_says: 'For example the number on its sticker. Never a child\'s name.',
    rename_label: 'New name', rename_yes: 'Rename', away: 'Send {name} away', away_title: 'Send {name} away?',
    away_says: 'This tablet can no longer draw until you let it in again. Its pictures stay.', away_yes: 'Send away',
    load: 'The last 30 minutes', chart_pictures: 'Pictures a minute', chart_wait: 'Waiting time', chart_temperature: 'Temperature',
    chart_says: '{name}: {now} now, {most} at most', unit_pictures: '{n}', unit_wait: '{n} s', unit_temperature: '{n} °C', nothing: 'nothing yet',
    settings: 'Pictures from now on', label: 'Mark “AI生成” in the corner',
    label_hint: 'Says that the picture is generated. The mark inside the file always stays.', style: 'Style: {words}',
    tablets: 'Tablets draw by themselves', tablets_hint: 'Where the box is busy, hot or away; the same pictures by the same rules.',
    window_title: 'Come in!', window_how: 'Scan the code with the tablet\'s camera. Or open this address and type the number:',
    window_spent: 'The number was guessed wrong too often. The QR code still works.', window_qr: 'QR code that lets a tablet in',
    window_left: 'Open for {left}', window_shut: 'The door is closed.', window_came: '{name} is in!', window_again: 'Two more minutes',
    window_open: 'Open the door', window_close: 'Close the door', no_address: 'The box is in no network yet, so no tablet can reach it.',
    stage_tip: 'Esc leads back',
    print_now: 'Print', sheet_title: '{box} · {date}', sheet_count: '{n} pictures on {pages} pages, without the hidden ones', sheet_loading: 'Fetching the pictures…',
    sheet_none: 'There is no picture to print yet.',
    end_title: 'End the lesson?', end_says: '{n} will be removed for good, from the box and from every tablet.', end_open: ' {n} wishes that still wait go too.',
    end_print: 'Print them first', end_next: 'Remove without printing', end_sure: 'Really remove {n}?', end_sure_says: 'Nobody can bring them back.',
    end_yes: 'Yes, remove {n}', end_no: 'No, keep them', end_done: 'The lesson is over.', end_done_says: '{n} removed. See you next time!', fine: 'Fine',
    end_empty: 'There are no pictures. The box is ready for the next class.', failed_title: 'That did not work.',
  },
  zh: {
    title: '老师页面', to_children: '学生页面', acts: '带这节课', leave: '返回', cancel: '先不',
    entry_title: '您是老师吗？', entry_ask: '请管理盒子的人在盒子上输入：',
    entry_type: '然后在这里输入显示的六位数字，或用这台设备扫二维码。', entry_enter: '成为这里的老师',
    entry_pupil: '这是学生的数字：这台设备现在可以画画了。', entry_pupil_fix: '要带课，请用老师的数字。',
    welcome: '欢迎！这节课交给您了。',
    let_in: '让平板加入', project: '大屏幕', pause: '暂停', resume: '继续', print: '打印', end: '下课',
    paused: '已暂停：点“继续”之前，愿望先等着。',
    wall: '这节课的画', bare: '第一幅画会自动出现在这里。', more: '显示更多',
    counts: '{done} 幅画', counts_one: '1 幅画', counts_open: ' · 还有 {n} 幅在路上',
    hide: '隐藏', unhide: '重新显示', remove: '删除', hidden: '已隐藏', look: '看大图：{prompt}',
    hide_this: '不给全班看：{prompt}', unhide_this: '重新给全班看：{prompt}', remove_this: '删除：{prompt}',
    looked: '愿望：{prompt}', somebody: '某位小朋友', hidden_says: '大屏幕和打印里都看不到它，画它的孩子仍然看得到。',
    remove_title: '删除这幅画？', remove_says: '{name}那里也会消失，无法恢复。', remove_yes: '删除',
    feel: '盒子感觉怎么样', feel_ready: '它很好。', feel_warming: '它正在醒来……', feel_hot: '它有点热，先慢一点。',
    feel_degraded: '它不太舒服。', feel_paused: '它在休息，等您点“继续”。',
    fact_temperature: '{now} °C，会保持在 {most} °C 以下', fact_no_temperature: '这里测不到它的温度',
    fact_smaller: '现在的画是 {size}，平时是 {usual}', fact_usual: '画的大小是 {usual}', fact_wait: '现在一个愿望大约要 {n} 秒',
    fact_line: '{n} 幅在等，{m} 幅正在画', fact_battery: '正在用电池', fact_full: '插上电源前不接受新愿望',
    people: '谁在这里', people_open: '这个盒子是开放的：网络里的人都可以画。只有配对过的平板才有名字。',
    people_none: '还没有平板加入。', here: '在这里', seen_now: '刚刚', seen_minutes: '{n} 分钟前', seen_hours: '{n} 小时前', seen_days: '{n} 天前',
    role_teacher: '老师', role_pupil: '学生', role_programme: '程序', you: '您',
    rename: '给{name}改名', rename_title: '{name}改叫什么？', rename_says: '比如贴纸上的编号。请不要用孩子的名字。',
    rename_label: '新名字', rename_yes: '改名', away: '请{name}离开', away_title: '请{name}离开？',
    away_says: '重新加入之前，这台平板不能再画画。已画的画会保留。', away_yes: '请它离开',
    load: '最近 30 分钟', chart_pictures: '每分钟的画', chart_wait: '等待时间', chart_temperature: '温度',
    chart_says: '{name}：现在 {now}，最多 {most}', unit_pictures: '{n} 幅', unit_wait: '{n} 秒', unit_temperature: '{n} °C', nothing: '还没有',
    settings: '从现在开始的画', label: '角上标注“AI生成”',
    label_hint: '说明画是人工智能生成的。文件里的标识始终保留。', style: '风格：{words}',
    tablets: '平板可以自己画', tablets_hint: '盒子忙、热或不在的时候；同样的画，同样的规则。',
    window_title: '快进来！', window_how: '用平板的相机扫二维码。或者打开这个地址，输入数字：',
    window_spent: '数字错了太多次，二维码仍然有效。', window_qr: '让平板加入的二维码',
    window_left: '还开着 {left}', window_shut: '门关上了。', window_came: '{name}进来了！', window_again: '再开两分钟',
    window_open: '打开门', window_close: '关门', no_address: '盒子还没有接入网络，平板找不到它。',
    stage_tip: '按 Esc 返回',
    print_now: '打印', sheet_title: '{box} · {date}', sheet_count: '{n} 幅画，共 {pages} 页，不含已隐藏的', sheet_loading: '正在取画……',
    sheet_none: '还没有可以打印的画。',
    end_title: '下课吗？', end_says: '{n}将从盒子和所有平板上永久删除。', end_open: '还在等的 {n} 个愿望也会删除。',
    end_print: '先打印', end_next: '不打印，直接删除', end_sure: '真的删除{n}吗？', end_sure_says: '删除后无法恢复。',
    end_yes: '是的，删除{n}', end_no: '不，留着', end_done: '下课啦。', end_done_says: '已删除{n}。下次见！', fine: '好的',
    end_empty: '没有画。盒子已经准备好迎接下一个班。', failed_title: '没有成功。',
  },
};

const STYLE_ZH = {
  cute: '可爱', friendly: '友好', 'bright colours': '色彩明亮', 'big eyes': '大眼睛', 'soft light': '柔和的光', storybook: '绘本风格',
};

learn(WORDS);

/** "31 pictures", "1 picture". */
export function pictures(done) {
  return say(done === 1 ? 'counts_one' : 'counts', { done });
}

/** A style's words in the teacher's language. */
export function styleWords(words) {
  return language() === 'zh' ? words.map((word) => STYLE_ZH[word] || word).join('、') : words.join(', ');
}

/** How long ago `seconds` since 1970 was. */
export function ago(seconds) {
  const minutes = Math.round((Date.now() / 1000 - seconds) / 60);
  if (minutes < 2) return say('seen_now');
  if (minutes < 90) return say('seen_minutes', { n: minutes });
  return minutes < 36 * 60 ? say('seen_hours', { n: Math.round(minutes / 60) }) : say('seen_days', { n: Math.round(minutes / 1440) });
}
