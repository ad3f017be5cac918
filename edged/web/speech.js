/** Speaks Chinese or English: what every page says, and what a page teaches it besides. */

const WORDS = {
  en: {
    other: '中文', otherLabel: '换成中文', picture: 'Picture: {prompt}',
    gone: 'The picture box is taking a nap. I keep looking for it…', back: 'The picture box is back!',
    door_label: 'Six digits', door_digits: 'The number has six digits.',
  },
  zh: {
    other: 'English', otherLabel: 'Switch to English', picture: '画：{prompt}',
    gone: '画画盒子打了个盹，我正在找它……', back: '画画盒子回来啦！',
    door_label: '六位数字', door_digits: '数字有六位。',
  },
};

const KEPT = 'edged.language';
let current = kept() || (/^zh/i.test(navigator.language || '') ? 'zh' : 'en');

/** 'zh' or 'en': the child's choice, else the browser's language. */
export function language() {
  return current;
}

export function switchLanguage() {
  current = current === 'zh' ? 'en' : 'zh';
  try {
    localStorage.setItem(KEPT, current);
  } catch (error) { /* Private browsing: the choice lasts until the page is closed. */ }
}

/** Takes in another page's sentences, {en: {…}, zh: {…}}. */
export function learn(more) {
  ['en', 'zh'].forEach((each) => Object.assign(WORDS[each], more[each]));
}

/** The sentence `key` with its {placeholders} filled from `details`. */
export function say(key, details) {
  const text = WORDS[current][key];
  return details ? text.replace(/\{(\w+)\}/g, (_, name) => details[name]) : text;
}

/** Writes the current language into every element that carries data-say (text) or data-label (aria-label). */
export function translate(root) {
  document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';
  document.title = say('title');
  root.querySelectorAll('[data-say]').forEach((node) => { node.textContent = say(node.dataset.say); });
  root.querySelectorAll('[data-label]').forEach((node) => {
    node.setAttribute('aria-label', say(node.dataset.label));
    if (node.tagName === 'BUTTON') node.title = say(node.dataset.label);
  });
}

function kept() {
  try {
    const value = localStorage.getItem(KEPT);
    return value === 'zh' || value === 'en' ? value : null;
  } catch (error) {
    return null;
  }
}
