/** Sorted by keys, things of equal keys in the order in which they stood: old browsers' own sort may shuffle those. */

export function sorted(things, keyOf) {
  return things
    .map((thing, place) => ({ thing, key: keyOf(thing).map(Number).concat(place) }))
    .sort((one, other) => compare(one.key, other.key))
    .map(({ thing }) => thing);
}

function compare(one, other) {
  for (let i = 0; i < one.length; i += 1) {
    if (one[i] !== other[i]) return one[i] - other[i];
  }
  return 0;
}
