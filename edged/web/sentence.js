/**
 * A wish as a sentence of the pack's own words, and back from the caption that the box read.
 * A wish is {role: [{concept, colour}]}, for example {animal: [{concept: 'duck', colour: 'yellow'}]}.
 */

const ZH_WEAR = { body: '穿着', back: '背着', feet: '穿着' };
const ZH_WEAR_BY_CONCEPT = { cape: '披着' };
const EN_PLACE = {
  underwater: '{}', forest: 'in the {}', snow: 'in the {}', garden: 'in the {}', classroom: 'in the {}', meadow: 'in the {}',
  bathtub: 'in the {}', ice: 'on the {}', moon: 'on the {}', cloud: 'on a {}', sofa: 'on the {}', beach: 'on the {}',
  bedroom: 'in the {}', kitchen: 'in the {}', desert: 'in the {}', farm: 'on the {}', street: 'on the {}', mountain: 'on a {}',
  castle: 'at a {}', party: 'at a {}',
};
const EN_SKY = { night: 'at {}', rain: 'in the {}', rainbow: 'under a {}', sunset: 'at {}' };
const EN_BARE = /(glasses|grass|bamboo|milk|boots|mittens|overalls|headphones)$/;

/** The sentence of `wish` in 'zh' or 'en'; empty for an empty wish. */
export function sentence(wish, vocabulary, language) {
  const word = (part, role) => {
    const concept = vocabulary.concepts.find((each) => each.role === role && each.id === part.concept);
    const colour = part.colour && vocabulary.colours.find((each) => each.id === part.colour);
    return { text: concept[language][0], colour: colour ? colour[language][0] : '', zone: concept.zone, id: concept.id };
  };
  const words = {};
  vocabulary.roles.forEach(({ id }) => { words[id] = (wish[id] || []).map((part) => word(part, id)); });
  return language === 'zh' ? chinese(words) : english(words);
}

function chinese(words) {
  const thing = ({ text, colour }) => (colour ? colour + '的' : '') + text;
  const wear = (each) => (ZH_WEAR_BY_CONCEPT[each.id] || ZH_WEAR[each.zone] || '戴着') + thing(each);
  const doing = words.scene.map(({ text }) => '在' + text).concat(words.action.map(({ text }) => text)).join('');
  const size = (words.size || []).map(({ text }) => text + '的').join('');
  const first = size + words.animal.map(thing).join('和') + words.worn.map(wear).join('，');
  const rest = words.held.map((each) => '拿着' + thing(each)).concat(doing, words.sky.map(({ text }) => text));
  return [first].concat(rest).filter(Boolean).join('，');
}

function english(words) {
  const thing = ({ text, colour }) => article((colour ? colour + ' ' : '') + text);
  const place = (table) => ({ text, id }) => (table[id] || 'at the {}').replace('{}', text);
  const wear = words.worn.length ? 'wearing ' + words.worn.map(thing).join(' and ') : '';
  const size = (words.size || []).map(({ text }) => text + ' ').join('');
  const animals = words.animal.map((each) => article(size + (each.colour ? each.colour + ' ' : '') + each.text)).join(' and ');
  const first = [animals || size.trim(), wear].filter(Boolean).join(' ');
  const doing = words.action.map(({ text }) => text).concat(words.scene.map(place(EN_PLACE))).join(' ');
  const held = words.held.map((each) => 'holding ' + thing(each));
  return [first].concat(held, doing, words.sky.map(place(EN_SKY))).filter(Boolean).join(', ');
}

function article(text) {
  if (EN_BARE.test(text)) return text;
  return (/^([aeio]|u(?!ni))/.test(text) ? 'an ' : 'a ') + text;
}

/** The wish of a caption such as `duck: yellow; wears hat: red; at beach`; {} for none. */
export function wishOf(caption, vocabulary) {
  const wish = {};
  (caption || '').split(';').map((piece) => piece.trim()).filter(Boolean).forEach((piece) => {
    const [thing, colour] = piece.split(':').map((half) => half.trim());
    const space = thing.indexOf(' ');
    const prefix = space < 0 ? '' : thing.slice(0, space);
    const role = vocabulary.roles.find((each) => each.prefix === prefix);
    if (!role) return;
    const part = { concept: thing.slice(space + 1), colour: colour || '' };
    wish[role.id] = (wish[role.id] || []).concat(part);
  });
  return wish;
}
