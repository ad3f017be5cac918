/** What to try instead of a wish without an animal: the pack's first one with the first thing that was understood. */

/** The refusal of a wish of which only `parts`, none of them an animal, were understood. */
export function noSubject(parts, vocabulary, tables) {
  const said = example(parts, vocabulary, tables);
  const [zh, en] = tables.no_subject.map((sentence, i) => sentence.replace('{}', () => said[i]));
  return { category: 'no_subject', zh, en };
}

/** A wish in [Chinese, English] that is read as it is meant. */
function example(parts, vocabulary, tables) {
  const animal = vocabulary.concepts.find((concept) => vocabulary.subjects.has(concept.role));
  const who = [animal.zh[0], 'a little ' + animal.en[0]];
  const part = parts.find(({ role }) => ['worn', 'held', 'action', 'scene', 'sky'].includes(role));
  if (!part) return who;
  const thing = vocabulary.concept(part);
  if (part.role === 'action') return [who[0] + thing.zh[0], who[1] + ' ' + thing.en[0]];
  if (part.role === 'scene' || part.role === 'sky') {
    const where = tables.places[thing.id] || 'in the ' + thing.en[0];
    return [who[0] + '在' + thing.zh[0], who[1] + ' ' + where];
  }
  return withThing(who, thing, vocabulary.colours.find((colour) => colour.id === part.colour), tables);
}

function withThing([zh, en], thing, colour, tables) {
  const noun = (colour ? colour.en[0] + ' ' : '') + thing.en[0];
  const bare = thing.en[0].endsWith('s') || tables.bare.split('|').includes(thing.en[0]);
  const article = 'aeiou'.includes(noun[0]) ? 'an ' : 'a ';
  return [zh + '和' + (colour ? colour.zh[0] + '的' : '') + thing.zh[0], en + ' with ' + (bare ? '' : article) + noun];
}
