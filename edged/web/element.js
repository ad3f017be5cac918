/** Elements made by hand: text stays text, whatever a child typed. */

/** A new element with a class and a text, or with children. */
export function element(tag, className, content) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  (Array.isArray(content) ? content : content === undefined ? [] : [content]).forEach((each) => node.append(each));
  return node;
}

/** A button with a picture, and a name for those who do not see it. */
export function tool(face, name, onClick) {
  const button = element('button', 'tool', face);
  button.type = 'button';
  button.title = name;
  button.setAttribute('aria-label', name);
  button.addEventListener('click', onClick);
  return button;
}

export function empty(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

/** Shows `items` as children of `list`: what is there already stays where it is, so that nothing flickers and no focus is lost. */
export function arrange(list, items) {
  items.forEach((item, place) => {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] || null);
  });
  while (list.children.length > items.length) list.removeChild(list.lastChild);
}
