import { COMPLETIONS_DIALECT, completionRelay, startMachine, UPSTREAM_FACING } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import type { Answering } from '../../../bodies/prepared.ts'
import type { Operation } from '../../generation/operation.ts'
import { answerNamesOf } from '../../generation/generation.ts'

const { readError, readResult, readStream } = UPSTREAM_FACING[COMPLETIONS_DIALECT]

/** OpenAI's legacy completions: passed through to providers that still have them. */
export const completions: Operation<Extract<Answering, { type: 'passed' }>> = {
  name: 'completions',
  isOptional: true,
  isServedIn: (dialect) => hasOperation(dialect, 'completions'),
  open: (generation, route, { losses, answering: { asked } }) => {
    const { provider, upstreamModel: model } = route
    const { isStream } = generation.stream.head
    const relay = completionRelay
    const context = { ...answerNamesOf(generation, route), ...asked }
    const state = relay.start(context)
    return {
      url: operationUrl(provider, 'completions', { model }),
      losses,
      readError,
      readWhole: (parsed, text) => {
        const result = readResult(parsed)
        const texts = result.blocks.map(({ content }) => content)
        return { ...result, texts, print: (closing) => relay.whole(text, context, closing) }
      },
      stream: isStream
        ? {
            reader: startMachine(readStream, {}),
            step: (frame) => (frame === null ? [] : relay.step(state, frame)),
            cut: () => relay.cut(state),
            end: (closing) => relay.end(state, closing),
          }
        : null,
    }
  },
}
