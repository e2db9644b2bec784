import type { DesktopAction, Scale, Shot } from '@gptget/computer-use'
import { perform } from '../../actions/perform.ts'
import { collectOutput } from '../../agent/collect-output.ts'
import type { LiveComputer } from '../../live/live-computers.ts'
import type { Screen } from '../../screen/screen.ts'
import { editFile } from './edit-file.ts'
import { show } from './settle-and-show.ts'

/** The result of an action: text for the model, and an image if it asked for a part of the screen. */
export type Done = { text: string | null; image: Shot | null }

/** The run's own shell, separate from the caller's. */
const BASH_SESSION = 'agent'
const BASH_SECONDS = 120
/** The part of a command's output that a model gets. */
const MAX_OUTPUT_CHARACTERS = 16_000

/** Performs one action of a model. @throws PublicError that tells it what was wrong */
export const doAction = async (
  live: LiveComputer,
  screen: Screen,
  action: DesktopAction,
  { scale, signal }: { scale: Scale; signal: AbortSignal },
): Promise<Done> => {
  switch (action.type) {
    case 'screenshot':
      return NOTHING
    case 'cursor_position':
      return { text: cursorInWords(screen, scale), image: null }
    case 'zoom': {
      const { region } = action
      const share = Math.min(2, scale.sentWidth / region.width, scale.sentHeight / region.height)
      return { text: null, image: (await show(screen, region, share)).shot }
    }
    case 'bash':
      return { text: await runBash(live, action, signal), image: null }
    case 'edit':
      return { text: await editFile(live, action.edit, signal), image: null }
    default:
      await perform(live, screen, action, { signal })
      return NOTHING
  }
}

const NOTHING: Done = { text: null, image: null }

/** In the pixels of the images that the model gets. */
const cursorInWords = ({ cursor }: Screen, { width, height, sentWidth, sentHeight }: Scale): string =>
  `X=${Math.floor((cursor.x * sentWidth) / width)}, Y=${Math.floor((cursor.y * sentHeight) / height)}`

const runBash = async (
  live: LiveComputer,
  { command, restart }: Extract<DesktopAction, { type: 'bash' }>,
  signal: AbortSignal,
): Promise<string> => {
  const session = { session: BASH_SESSION, keep_processes: true }
  const run = (text: string, timeout: number) =>
    collectOutput(live, '/bash', { command: text, timeout, ...session }, signal)
  if (restart) await run('exit', 5)
  if (command === '') return 'The shell was restarted.'
  const { output, exit } = await run(command, BASH_SECONDS)
  const ending = exit.timed_out
    ? `[It took longer than ${BASH_SECONDS} s and was ended.]`
    : exit.exit_code === 0
      ? ''
      : `[Exit code ${String(exit.exit_code)}.]`
  return [shortened(output.trimEnd()), ending].filter(Boolean).join('\n') || '[No output.]'
}

const shortened = (text: string): string =>
  text.length <= MAX_OUTPUT_CHARACTERS
    ? text
    : `${text.slice(0, MAX_OUTPUT_CHARACTERS / 2)}\n[… ${text.length - MAX_OUTPUT_CHARACTERS} characters are left out …]\n${text.slice(-MAX_OUTPUT_CHARACTERS / 2)}`
