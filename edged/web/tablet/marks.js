/** What a picture's file says of itself: that it is generated, by what, from which words. The same as `runtime/marks.py`. */

const UNFIT = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]+', 'gu');
const GENERATED = 'http:' + '//cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'; /* a name, never asked for */
const NAMESPACES = {
  Iptc4xmpExt: 'http:' + '//iptc.org/std/Iptc4xmpExt/2008-02-29/',
  TC260: 'http:' + '//www.tc260.org.cn/ns/AIGC/1.0/',
  edged: 'urn:edged:picture:1',
  photoshop: 'http:' + '//ns.adobe.com/photoshop/1.0/',
  xmp: 'http:' + '//ns.adobe.com/xap/1.0/',
};
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };

/** {keyword: text} of a PNG. `facts`: {id, software, producer, pack, style, seed, prompt, caption}. */
export function marks(facts) {
  const text = {
    Software: facts.software, Source: facts.pack, Description: facts.prompt, Caption: facts.caption,
    Style: facts.style, Seed: String(facts.seed), AIGC: aigc(facts),
  };
  Object.keys(text).forEach((key) => { text[key] = clean(text[key]); });
  text['XML:com.adobe.xmp'] = packet(facts, {
    'xmp:CreatorTool': text.Software, 'photoshop:Source': text.Source, 'edged:pack': text.Source, 'edged:prompt': text.Description,
    'edged:caption': text.Caption, 'edged:style': text.Style, 'edged:seed': text.Seed,
  });
  return text;
}

/** The same of a preview: no more than that it is generated, and by whom. */
export function briefMarks(facts) {
  return { 'XML:com.adobe.xmp': packet(facts, {}) };
}

/** The implicit mark of GB 45438-2025; `Label` 1: certainly generated. */
function aigc({ id, producer, software }) {
  return JSON.stringify({
    Label: '1', ContentProducer: clean(producer || software), ProduceID: clean(id),
    ReservedCode1: '', ContentPropagator: '', PropagateID: '', ReservedCode2: '',
  });
}

function packet(facts, fields) {
  const told = Object.assign({ 'Iptc4xmpExt:DigitalSourceType': GENERATED }, fields);
  const used = new Set(Object.keys(told).map((name) => name.split(':')[0]).concat('TC260'));
  const spaces = Array.from(used).sort().map((name) => 'xmlns:' + name + '="' + NAMESPACES[name] + '"').join(' ');
  const values = Object.keys(told).map((name) => name + '="' + escaped(told[name], /[&<>"']/g) + '"').join(' ');
  return '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    + '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    + '<rdf:RDF xmlns:rdf="http:' + '//www.w3.org/1999/02/22-rdf-syntax-ns#">'
    + '<rdf:Description rdf:about="" ' + spaces + ' ' + values + '>'
    + '<TC260:AIGC>' + escaped(aigc(facts), /[&<>]/g) + '</TC260:AIGC>'
    + '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';
}

function escaped(text, signs) {
  return text.replace(signs, (sign) => ESCAPES[sign]);
}

/** One line of what XML and PNG can carry. */
export function clean(text) {
  return text.replace(UNFIT, ' ').trim();
}
