/** The end of the lesson: print if wanted, ask twice, remove everything. */

import { ask } from './box.js';
import { question, sorry } from './teacher-dialog.js';
import { pictures } from './teacher-words.js';
import { say } from './speech.js';

const PATIENCE = 60000; /* ms: nothing of the pictures may stay on the disk, which takes a slow one a while */

/** `counts`: of GET /v1/lesson. Resolves to 'print' where that is wanted first, to 'ended', or to null. */
export async function endLesson({ done, waiting, drawing }) {
  const open = waiting + drawing;
  if (!done && !open) {
    await question({ title: say('end_done'), says: say('end_empty'), choices: [fine()] });
    return null;
  }
  const n = pictures(done);
  const first = await question({
    title: say('end_title'),
    says: say('end_says', { n }) + (open ? say('end_open', { n: open }) : ''),
    choices: [
      { value: 'print', text: say('end_print'), kind: 'mint' },
      { value: 'next', text: say('end_next'), kind: 'sun' },
      { value: null, text: say('cancel') },
    ],
  });
  return first === 'next' ? remove(n) : first;
}

async function remove(n) {
  const sure = await question({
    title: say('end_sure', { n }),
    says: say('end_sure_says'),
    choices: [{ value: true, text: say('end_yes', { n }), kind: 'rose' }, { value: null, text: say('end_no'), kind: 'mint' }],
  });
  if (!sure) return null;
  try {
    const gone = await ask('/v1/lesson/end', null, 'POST', PATIENCE);
    question({ title: say('end_done'), says: say('end_done_says', { n: pictures(gone.pictures) }), choices: [fine()] });
    return 'ended';
  } catch (error) {
    sorry(error);
    return null;
  }
}

function fine() {
  return { value: true, text: say('fine'), kind: 'sky' };
}
