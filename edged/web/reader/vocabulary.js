/** What the pack can draw: roles, colours, concepts. A caption is an array of parts {role, concept, colour} in canonical order. */

import { sorted } from './order.js';

export function partOf(role, concept, colour) {
  return { role, concept, colour: colour || '' };
}

export function isSame(one, other) {
  return one.role === other.role && one.concept === other.concept && one.colour === other.colour;
}

export class Vocabulary {
  constructor({ roles, colours, concepts }) {
    this.roles = roles;
    this.colours = colours;
    this.concepts = concepts;
    this.subjects = new Set(roles.filter((role) => role.required).map((role) => role.id));
    this.order = new Map(roles.map((role, place) => [role.id, place]));
    this.numbers = new Map(concepts.map((concept, place) => [concept.role + ' ' + concept.id, place + 1]));
    this.colourNumbers = new Map([['', 0]].concat(colours.map((colour, place) => [colour.id, place + 1])));
  }

  /** The concept's token number; undefined if the pack lacks it. */
  number(role, concept) {
    return this.numbers.get(role + ' ' + concept);
  }

  has(role, concept) {
    return this.numbers.has(role + ' ' + concept);
  }

  concept({ role, concept }) {
    return this.concepts[this.number(role, concept) - 1];
  }

  /** The parts by role, concept and colour. */
  canonical(parts) {
    return sorted(parts, (part) => [
      this.order.get(part.role), this.number(part.role, part.concept), this.colourNumbers.get(part.colour),
    ]);
  }

  /** `duck: yellow; wears hat: red; at beach`. */
  text(caption) {
    return caption.map((part) => {
      const { prefix } = this.roles[this.order.get(part.role)];
      return (prefix ? prefix + ' ' : '') + part.concept + (part.colour ? ': ' + part.colour : '');
    }).join('; ');
  }

  /** [concept, colour] for each slot, zeros where nothing is wished for. */
  tokens(caption) {
    const rows = [];
    this.roles.forEach(({ id, slots }) => {
      const parts = caption.filter((part) => part.role === id).slice(0, slots);
      parts.forEach((part) => rows.push([this.number(part.role, part.concept), this.colourNumbers.get(part.colour)]));
      for (let empty = parts.length; empty < slots; empty += 1) rows.push([0, 0]);
    });
    return rows;
  }
}
