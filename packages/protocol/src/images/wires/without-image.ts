import type { Fault } from '../../canonical/events.ts'
import type { ChatResult } from '../../canonical/result.ts'

const MOST_CHARACTERS = 300

/** The refusal of a model that answered an image request with text only; null without text. */
export const withoutImage = ({ blocks, finish }: Pick<ChatResult, 'blocks' | 'finish'>): Fault | null => {
  const said = blocks.find(({ block }) => block.kind === 'text')?.content
  if (finish.reason !== 'content-filter' && !said) return null
  return {
    code: 'content_policy_violation',
    message: `The model answered without an image${said ? `: ${said.slice(0, MOST_CHARACTERS)}` : '.'}`,
    param: 'prompt',
  }
}
