/** A small picture for each concept of the vocabulary; emoji up to version 11, which five-year-old tablets have. */

const ICONS = {
  animal: {
    bear: '🐻', rabbit: '🐰', duck: '🦆', elephant: '🐘', cat: '🐱', dinosaur: '🦕', frog: '🐸', dog: '🐶', sheep: '🐑',
    unicorn: '🦄', fox: '🦊', lion: '🦁', penguin: '🐧', turtle: '🐢', monkey: '🐵', butterfly: '🦋', pig: '🐷', mouse: '🐭',
    panda: '🐼', bird: '🐦', fish: '🐟', giraffe: '🦒', horse: '🐴', tiger: '🐯', owl: '🦉', koala: '🐨', cow: '🐮',
    chicken: '🐔', hedgehog: '🦔', squirrel: '🐿️', whale: '🐳', crocodile: '🐊', deer: '🦌', bee: '🐝',
    kangaroo: '🦘', crab: '🦀', octopus: '🐙', snail: '🐌', parrot: '🦜', goat: '🐐', hamster: '🐹', camel: '🐫',
    seal: '🌊', dolphin: '🐬', zebra: '🦓', hippo: '🦛', dragon: '🐲', snake: '🐍', ladybird: '🐞', swan: '🦢',
  },
  size: { big: '🗻', tiny: '🐜' },
  worn: {
    hat: '🎩', 'straw-hat': '👒', 'party-hat': '🎉', crown: '👑', flower: '🌸', bow: '🎀', glasses: '👓',
    sunglasses: '🕶️', scarf: '🧣', 'bow-tie': '👔', dress: '👗', sweater: '👕', raincoat: '🧥', spacesuit: '🚀',
    cape: '⚡', backpack: '🎒', 'chef-hat': '👨‍🍳', headphones: '🎧', boots: '👢', mittens: '🧤', bell: '🔔', overalls: '👖',
  },
  held: {
    balloon: '🎈', umbrella: '☂️', ball: '⚽', book: '📖', 'ice-cream': '🍦', cake: '🎂', drum: '🥁', piano: '🎹',
    guitar: '🎸', bicycle: '🚲', carrot: '🥕', bamboo: '🎋', apple: '🍎', bouquet: '💐', gift: '🎁', lollipop: '🍭',
    watermelon: '🍉', grass: '🌿', kite: '🎏', lantern: '🏮', banana: '🍌', milk: '🥛', star: '🌟', toothbrush: '🦷',
    paintbrush: '🖌️', 'honey-pot': '🍯', heart: '❤️', violin: '🎻', car: '🚗',
  },
  action: {
    flying: '🕊️', sleeping: '😴', dancing: '💃', singing: '🎤', running: '👟', playing: '🎠', reading: '📚',
    swimming: '🏊', skating: '⛸️', eating: '😋', bathing: '🛁', 'blowing-bubbles': '💨', waving: '👋',
    teaching: '✏️', riding: '🚴', 'making-music': '🎶', sitting: '🍃', jumping: '🐇',
    painting: '🎨', 'brushing-teeth': '😁', swinging: '🎪', drinking: '🥤', cooking: '🍳', football: '🥅', hugging: '🤗',
    walking: '🚶', rolling: '🤸', sledding: '🛷',
  },
  scene: {
    meadow: '🌼', forest: '🌲', snow: '⛄', ice: '❄️', beach: '🏖️', underwater: '🐠', moon: '🌕', garden: '🌷',
    cloud: '☁️', sofa: '🛋️', bathtub: '🛁', classroom: '🏫', castle: '🏰', farm: '🚜', pond: '💧',
    mountain: '⛰️', desert: '🏜️', street: '🏙️', playground: '🎡', bedroom: '🛏️', kitchen: '🍲', party: '🎊',
  },
  sky: { night: '🌙', rain: '🌧️', rainbow: '🌈', sunset: '🌅' },
};

/** For each colour, the paint of its dot; `page.css` has the same names for those of several paints. */
export const PAINTS = {
  red: '#ef5350', orange: '#ff9f43', yellow: '#ffd83d', green: '#63c466', blue: '#4f9dee', purple: '#a678e2',
  pink: '#ff9cc2', brown: '#a9744a', white: '#ffffff', black: '#3a3633', grey: '#a8a8a8', gold: '#e3b129',
};

/** Who stands in the queue. */
export const FRIENDS = ['bear', 'rabbit', 'frog', 'cat', 'panda', 'fox', 'penguin', 'koala', 'monkey', 'tiger', 'elephant', 'sheep'];

/** The emoji of a concept; a star for one that came with a newer pack. */
export function icon(role, concept) {
  return (ICONS[role] && ICONS[role][concept]) || '⭐';
}
