/** What the page says when the tablet draws by itself. */

export const WORDS = {
  en: {
    own: 'Here it is! Your tablet drew it by itself.', own_step: 'Your tablet is drawing…', own_sign: 'Drawn on this tablet',
    alone: 'The picture box is taking a nap. Your tablet draws by itself!',
    cannot: 'The picture box is taking a nap. This tablet cannot draw by itself; wait a little, I keep looking.',
    getting: 'Learning to draw by itself: {percent} %',
  },
  zh: {
    own: '画好啦！是你的平板自己画的。', own_step: '你的平板正在画……', own_sign: '在这台平板上画的',
    alone: '画画盒子打了个盹，你的平板自己来画！',
    cannot: '画画盒子打了个盹。这台平板不会自己画，等一等，我一直在找它。',
    getting: '正在学着自己画画：{percent} %',
  },
};
