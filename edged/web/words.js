/** What the children's page says, in Chinese and English. */

import { learn } from './speech.js';

export { language, say, switchLanguage, translate } from './speech.js';

const WORDS = {
  en: {
    title: 'Picture box',
    picture_region: 'Your picture', wish_region: 'Your wish', understood: 'What the box understood',
    choose: 'Choose', colours: 'Colours', drawing: 'Drawing',
    prompt_label: 'What would you like to see?', placeholder: 'a yellow duck with a red hat…',
    surprise: 'Surprise me', clear: 'Start again', draw: 'Draw!', stop: 'Stop',
    another: 'Another one', save: 'Save', print: 'Print', gallery: 'My pictures',
    close: 'Close', before_this: 'The one before', after_this: 'The next one', remove: 'Throw away',
    sure: 'Throw this picture away?', keep: 'Keep it', throw: 'Yes, away with it',
    animal: 'Animal', worn: 'Wears', held: 'Holds', action: 'Does', scene: 'Where', sky: 'Sky',
    idle: 'Choose an animal, or write your wish.', asking: 'Here it goes…',
    next: 'You are next!', before_one: '1 friend before you', before: '{n} friends before you',
    step: 'Drawing…', done: 'Here it is!', otherwise: 'Here it is! {reason}',
    cancelled: 'Stopped. What shall we draw now?',
    empty: 'Which animal would you like?', empty_fix: 'Tap one, or write it here.',
    refused: 'Let us draw something friendly.', refused_fix: 'How about a kind animal?',
    failed: 'That picture did not work out.', failed_fix: 'Please try once more.',
    warming: 'The picture box is waking up…', hot: 'The picture box is warm and draws a little slower.',
    degraded: 'The picture box does not feel well. Please tell your teacher.',
    paused: 'A little break. Your teacher will say when it goes on.', to_teacher: 'Teacher’s page',
    door_title: 'Come in and draw!', door_help: 'Type the number that your teacher shows you.',
    door_enter: 'Come in', welcome: 'You are in. Have fun!',
    dropped: 'not understood: {word}', show: 'Show: {prompt}', file: 'picture',
  },
  zh: {
    title: '画画盒子',
    picture_region: '你的画', wish_region: '你的愿望', understood: '盒子听懂了',
    choose: '选一选', colours: '颜色', drawing: '正在画',
    prompt_label: '你想看什么？', placeholder: '黄色的小鸭子戴着红色帽子……',
    surprise: '给我惊喜', clear: '重新来', draw: '画吧！', stop: '停',
    another: '再画一张', save: '保存', print: '打印', gallery: '我的画',
    close: '关上', before_this: '上一张', after_this: '下一张', remove: '扔掉',
    sure: '要把这张画扔掉吗？', keep: '留着它', throw: '扔掉吧',
    animal: '动物', worn: '穿戴', held: '拿着', action: '做什么', scene: '在哪里', sky: '天空',
    idle: '选一只小动物，或者写下你的愿望。', asking: '来啦……',
    next: '马上就到你！', before_one: '前面还有 1 位小朋友', before: '前面还有 {n} 位小朋友',
    step: '正在画……', done: '画好啦！', otherwise: '画好啦！{reason}',
    cancelled: '停下来了。现在画什么呢？',
    empty: '你想画哪只小动物？', empty_fix: '点一只，或者写在这里。',
    refused: '我们画点友好的吧。', refused_fix: '画一只可爱的小动物怎么样？',
    failed: '这张画没有画好。', failed_fix: '请再试一次。',
    warming: '画画盒子正在醒来……', hot: '画画盒子有点热，会画得慢一点。',
    degraded: '画画盒子不太舒服，请告诉老师。',
    paused: '休息一会儿，老师会告诉你什么时候继续。', to_teacher: '老师页面',
    door_title: '快进来画画吧！', door_help: '请输入老师给你看的数字。',
    door_enter: '进来', welcome: '你进来啦，玩得开心！',
    dropped: '没听懂：{word}', show: '看这张：{prompt}', file: '我的画',
  },
};

learn(WORDS);
