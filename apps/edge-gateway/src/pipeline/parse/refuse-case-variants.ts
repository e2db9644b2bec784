import { PublicError } from '@gptget/errors'
import { pathOf, type Steps } from '@gptget/protocol'

/** The fields that the gateway uses, in every dialect and at every level: routing, input, output, cost. */
const ACTED_ON = `
  model models provider stream stream_options include_usage store background messages prompt input contents
  requests system instructions systemInstruction system_instruction role content parts type text source url
  data detail image_url video_url audio_url document_url file_url file file_id file_ids file_data fileData fileUri file_uri inlineData
  inline_data input_audio mediaResolution media_resolution max_tokens max_completion_tokens max_output_tokens
  maxOutputTokens max_tokens_to_sample n best_of candidateCount candidate_count generationConfig
  generation_config thinking budget_tokens thinkingConfig thinking_config thinkingBudget thinking_budget
  reasoning reasoning_effort effort modalities responseModalities response_modalities tools tool_choice
  toolConfig tool_config functions max_uses max_tool_calls googleSearch google_search googleMaps google_maps
  codeExecution code_execution googleSearchRetrieval google_search_retrieval urlContext url_context
  web_search_options fileSearch file_search fileSearchStoreNames file_search_store_names mcp_servers
  service_tier serviceTier speed inference_geo plugins search_parameters vector_store_ids container
  container_id skill_id cachedContent cached_content conversation previous_response_id cache_control ttl
  metadata user
`
  .trim()
  .split(/\s+/)

const fold = (name: string): string => name.toUpperCase().toLowerCase()
const BY_FOLDED = new Map(ACTED_ON.map((name) => [fold(name), name]))
const NAMES = new Set(ACTED_ON)

/**
 * Refuses `Max_Tokens` and the like: some providers ignore the case of names and would use a field that was not checked
 * here. @throws PublicError 400 naming the field
 */
export const refuseCaseVariant = (name: string, steps: Steps): void => {
  if (NAMES.has(name)) return
  const meant = BY_FOLDED.get(fold(name))
  if (meant === undefined) return
  const param = pathOf(steps)
  throw new PublicError('invalid_request', `${param}: write "${meant}", in this letter case.`, { param })
}
