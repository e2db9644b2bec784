import { emptyUsage, totalInputTokens, totalOutputTokens, type Usage } from '../../canonical/usage.ts'
import { arrayOf, countOf, objectOf, type JsonObject } from '../json.ts'

/**
 * Reads `usageMetadata`. The prompt's count includes cached tokens; `candidatesTokenCount` leaves thoughts out. Audio is
 * told apart because it has its own price; pictures in a prompt cost what text does.
 */
export const readUsage = (raw: JsonObject): Usage => {
  const usage = emptyUsage()
  usage.cacheReadTokens = countOf(raw['cachedContentTokenCount'])
  const audio =
    modalityTokens(raw['promptTokensDetails'], 'AUDIO') - modalityTokens(raw['cacheTokensDetails'], 'AUDIO')
  usage.audioInputTokens = Math.max(0, audio)
  const prompt = countOf(raw['promptTokenCount']) + countOf(raw['toolUsePromptTokenCount'])
  usage.inputTokens = Math.max(0, prompt - usage.cacheReadTokens - usage.audioInputTokens)
  usage.reasoningTokens = countOf(raw['thoughtsTokenCount'])
  usage.imageOutputTokens = modalityTokens(raw['candidatesTokensDetails'], 'IMAGE')
  usage.audioOutputTokens = modalityTokens(raw['candidatesTokensDetails'], 'AUDIO')
  const spoken = usage.imageOutputTokens + usage.audioOutputTokens
  usage.outputTokens = Math.max(0, countOf(raw['candidatesTokenCount']) - spoken)
  usage.raw = raw
  return usage
}

const modalityTokens = (details: unknown, modality: string): number =>
  arrayOf(details)
    .map(objectOf)
    .filter((detail) => detail['modality'] === modality)
    .reduce((sum, detail) => sum + countOf(detail['tokenCount']), 0)

/** Writes usage as Gemini does. `costUsd` is in US dollars and left out when unknown. */
export const writeUsage = (usage: Usage, costUsd?: number) => ({
  promptTokenCount: totalInputTokens(usage),
  cachedContentTokenCount: usage.cacheReadTokens,
  candidatesTokenCount: totalOutputTokens(usage) - usage.reasoningTokens,
  thoughtsTokenCount: usage.reasoningTokens,
  totalTokenCount: totalInputTokens(usage) + totalOutputTokens(usage),
  ...details('promptTokensDetails', { AUDIO: usage.audioInputTokens, IMAGE: usage.imageInputTokens }),
  ...details('candidatesTokensDetails', { AUDIO: usage.audioOutputTokens, IMAGE: usage.imageOutputTokens }),
  ...(costUsd === undefined ? {} : { cost: costUsd }),
})

const details = (name: string, counts: Record<string, number>): JsonObject => {
  const listed = Object.entries(counts).filter(([, tokenCount]) => tokenCount > 0)
  return listed.length === 0
    ? {}
    : { [name]: listed.map(([modality, tokenCount]) => ({ modality, tokenCount })) }
}
