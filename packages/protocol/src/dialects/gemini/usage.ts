import { emptyUsage, totalInputTokens, totalOutputTokens, type Usage } from '../../canonical/usage.ts'
import { arrayOf, objectOf, optionalText, type JsonObject } from '../../json/object.ts'
import { ReportedCounts } from '../reported-counts.ts'
import { servedTerms } from '../served-terms.ts'

/**
 * Reads `usageMetadata`. The prompt's count includes cached tokens; `candidatesTokenCount` excludes thoughts. Audio is
 * counted separately because it has its own price; images in a prompt cost the same as text.
 */
export const readUsage = (raw: JsonObject): Usage => {
  const counts = new ReportedCounts()
  const usage = emptyUsage()
  usage.cacheReadTokens = counts.of(raw['cachedContentTokenCount'])
  const spoken = modalityTokens(raw['promptTokensDetails'], 'AUDIO', counts)
  usage.audioInputTokens = Math.max(0, spoken - modalityTokens(raw['cacheTokensDetails'], 'AUDIO', counts))
  const prompt = counts.of(raw['promptTokenCount']) + counts.of(raw['toolUsePromptTokenCount'])
  usage.inputTokens = Math.max(0, prompt - usage.cacheReadTokens - usage.audioInputTokens)
  usage.reasoningTokens = counts.of(raw['thoughtsTokenCount'])
  usage.imageOutputTokens = modalityTokens(raw['candidatesTokensDetails'], 'IMAGE', counts)
  usage.audioOutputTokens = modalityTokens(raw['candidatesTokensDetails'], 'AUDIO', counts)
  const media = usage.imageOutputTokens + usage.audioOutputTokens
  usage.outputTokens = Math.max(0, counts.of(raw['candidatesTokenCount']) - media)
  // The Gemini API reports the name of the tier, Vertex AI the kind of traffic.
  const serviceTier = raw['serviceTier'] ?? optionalText(raw['trafficType'])?.replace(/^ON_DEMAND_/, '')
  Object.assign(usage, servedTerms({ serviceTier }))
  usage.isEstimated = !counts.areSound
  usage.raw = raw
  return usage
}

const modalityTokens = (details: unknown, modality: string, counts: ReportedCounts): number =>
  arrayOf(details)
    .map(objectOf)
    .filter((detail) => detail['modality'] === modality)
    .reduce((sum, detail) => sum + counts.of(detail['tokenCount']), 0)

/** Writes usage like Gemini. `costUsd` is in US dollars and omitted if unknown. */
export const writeUsage = (usage: Usage, costUsd?: number) => ({
  promptTokenCount: totalInputTokens(usage),
  cachedContentTokenCount: usage.cacheReadTokens,
  candidatesTokenCount: totalOutputTokens(usage) - usage.reasoningTokens,
  thoughtsTokenCount: usage.reasoningTokens,
  totalTokenCount: totalInputTokens(usage) + totalOutputTokens(usage),
  ...details('promptTokensDetails', { AUDIO: usage.audioInputTokens, IMAGE: usage.imageInputTokens }),
  ...details('candidatesTokensDetails', { AUDIO: usage.audioOutputTokens, IMAGE: usage.imageOutputTokens }),
  ...(costUsd === undefined ? {} : { cost: costUsd }),
  ...(usage.endedBy === undefined ? {} : { endedBy: usage.endedBy }),
})

const details = (name: string, counts: Record<string, number>): JsonObject => {
  const listed = Object.entries(counts).filter(([, tokenCount]) => tokenCount > 0)
  return listed.length === 0
    ? {}
    : { [name]: listed.map(([modality, tokenCount]) => ({ modality, tokenCount })) }
}
