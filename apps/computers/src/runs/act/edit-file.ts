import type { Edit } from '@gptget/computer-use'
import { PublicError } from '@gptget/errors'
import { collectOutput } from '../../agent/collect-output.ts'
import type { LiveComputer } from '../../live/live-computers.ts'

/** Runs in the desktop, as its user. It answers with text, as Anthropic's editor does. */
const EDITOR = `
import base64, json, os, sys
edit = json.loads(base64.b64decode(ASKED))
path = os.path.expanduser(edit['path'])
def read():
    with open(path, encoding='utf-8') as file: return file.read()
def write(text):
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file: file.write(text)
def view():
    if os.path.isdir(path): return '\\n'.join(sorted(os.listdir(path)))
    lines = read().split('\\n')
    first, last = edit.get('view_range') or (1, -1)
    last = len(lines) if last == -1 else last
    return '\\n'.join('%6d\\t%s' % (at, lines[at - 1]) for at in range(max(1, first), min(last, len(lines)) + 1))
def create():
    write(edit['file_text'])
    return 'The file is written.'
def str_replace():
    text = read()
    count = text.count(edit['old_str']) if edit['old_str'] else 0
    if count != 1: raise ValueError('old_str must be in the file exactly once; it is there %d times.' % count)
    write(text.replace(edit['old_str'], edit['new_str']))
    return 'The text is replaced.'
def insert():
    lines = read().split('\\n')
    if edit['insert_line'] > len(lines): raise ValueError('insert_line: the file has %d lines.' % len(lines))
    lines[edit['insert_line']:edit['insert_line']] = edit['insert_text'].rstrip('\\n').split('\\n')
    write('\\n'.join(lines))
    return 'The text is inserted.'
try:
    print(globals()[edit['command']]())
except (OSError, ValueError) as error:
    print('%s' % error, file=sys.stderr)
    sys.exit(3)
`

const TIMEOUT_SECONDS = 20

/** Reads or changes a text file in a desktop. @throws PublicError with the reason if it could not */
export const editFile = async (live: LiveComputer, edit: Edit, signal: AbortSignal): Promise<string> => {
  const asked = Buffer.from(JSON.stringify(edit)).toString('base64')
  const code = `ASKED = '${asked}'\n${EDITOR}`
  const { output, exit } = await collectOutput(live, '/exec', { code, timeout: TIMEOUT_SECONDS }, signal)
  if (exit.exit_code === 0) return output.trimEnd()
  throw new PublicError('invalid_request', output.trim() || exit.error || 'The file could not be changed.')
}
