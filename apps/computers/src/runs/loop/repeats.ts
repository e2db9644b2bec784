import type { Call, Shot } from '@gptget/computer-use'
import { createHash } from 'node:crypto'

const TELL_AT = 3
const END_AT = 6

export type Repeated = 'no' | 'tell' | 'end'

/** Detects a model that repeats an action on an unchanged screen. */
export class Repeats {
  #last = ''
  #count = 0

  note(calls: readonly Call[], shot: Shot | null): Repeated {
    const hash = createHash('sha256').update(JSON.stringify(calls.map(({ asked }) => asked)))
    const name = hash.update(shot?.base64 ?? '').digest('base64')
    this.#count = name === this.#last ? this.#count + 1 : 1
    this.#last = name
    if (this.#count >= END_AT) return 'end'
    return this.#count >= TELL_AT ? 'tell' : 'no'
  }
}

export const REPEATED =
  'You repeated the same action several times, and the screen did not change. Try another way, or say that it cannot be done.'
