import { asLevels, THINKING_EFFORTS } from '../../canonical/thinking.ts'
import type { DialectCapabilities } from '../../capabilities.ts'
import { exactParserOf } from '../../json/exact.ts'
import { arrayOf, objectOf, textOf } from '../../json/object.ts'
import { bounds } from './bounds.ts'
import { schemas } from './schemas.ts'
import { requestSchema } from './wire.ts'

/** The field of `generationConfig` without which the answer would be another one; false if there is none. */
const asksForMore = (value: unknown): string | false => {
  const { candidateCount, responseModalities } = objectOf(value)
  if (arrayOf(responseModalities).some((modality) => textOf(modality).toUpperCase() !== 'TEXT'))
    return 'responseModalities'
  return typeof candidateCount === 'number' && candidateCount > 1 && 'candidateCount'
}

/**
 * What Gemini's dialect can say, and what becomes of its own fields elsewhere. Names of tools:
 * `FunctionDeclaration.name` of `@google/genai` 3.1, whose servers take 64 characters everywhere.
 */
export const capabilities: DialectCapabilities = {
  requestSchema,
  unreadFields: [],
  family: 'google',
  turnsField: 'contents',
  toolChoiceField: 'toolConfig',
  toolSchemaField: 'parametersJsonSchema',
  toolStrictField: 'strict',
  parsers: {
    request: exactParserOf([
      'args',
      'response',
      'parameters',
      'parametersJsonSchema',
      'parameters_json_schema',
      'responseSchema',
      'response_schema',
      'responseJsonSchema',
      'response_json_schema',
    ]),
    answer: exactParserOf(['args', 'partialArgs']),
  },
  hasImageUrls: true,
  answerIdPrefix: 'gen-',
  requestIdHeaders: ['x-request-id'],
  // `@google/genai` drops an event whose first line is not its data; google-genai for Python takes a comment for data.
  stream: { hasEventNames: false, hasEventIds: false, keepAlive: '\n' },
  schemas,
  toolNames: { first: 'a-zA-Z_', rest: 'a-zA-Z0-9_.:-', maxLength: 64 },
  maxCallIdLength: 64,
  stops: { most: 5, takes: () => true },
  thinking: {
    usual: ({ hasEffortLevels }) =>
      hasEffortLevels
        ? { mode: 'effort', efforts: THINKING_EFFORTS.slice(0, 4), canDisable: false }
        : { mode: 'budget', minTokens: 1, canDisable: true },
    inWords: (support) => asLevels(support, ['adaptive']),
    isShown: () => false,
  },
  hasTextFiles: true,
  refuseMedia: () => undefined,
  hasCacheMarker: () => false,
  hasPlainReasoning: (_quirks, isOwn) => isOwn,
  hasPictureDetail: false,
  hasOutputDescription: false,
  hasPicturesInAnswers: true,
  hasFileContext: false,
  hasFailedResults: true,
  hasInstructionTurns: false,
  hasInstructionMedia: false,
  hasEmptyConversations: false,
  hasAnswerFirst: true,
  hasBlankTexts: true,
  hasJsonMode: true,
  // Its sources are beside an answer, not in its content.
  canReplay: () => false,
  sampling: {},
  auth: 'x-goog-api-key',
  requiredHeaders: {},
  bounds,
  sharedFields: () => new Set(),
  // https://ai.google.dev/gemini-api/docs/pricing: code runs for the price of its tokens.
  builtInTools: {
    computerUse: 'caller',
    computer_use: 'caller',
    codeExecution: 'tokens',
    code_execution: 'tokens',
    urlContext: 'tokens',
    url_context: 'tokens',
    googleSearch: 'webSearch',
    google_search: 'webSearch',
    googleSearchRetrieval: 'webSearch',
    google_search_retrieval: 'webSearch',
    googleMaps: 'maps',
    google_maps: 'maps',
    fileSearch: 'tokens',
    file_search: 'tokens',
  },
  // Each key of an entry but the list of functions is a tool.
  toolsAskedBy: (tool) =>
    Object.keys(tool)
      .filter((name) => name !== 'functionDeclarations' && name !== 'function_declarations')
      .filter((name) => tool[name] !== null && tool[name] !== undefined)
      .map((name) => ({ type: name, field: name })),
  showsToolCalls: true,
  fields: {
    maxOutputTokens: 'generationConfig.maxOutputTokens',
    temperature: 'generationConfig.temperature',
    topP: 'generationConfig.topP',
    topK: 'generationConfig.topK',
    stop: 'generationConfig.stopSequences',
    seed: 'generationConfig.seed',
    frequencyPenalty: 'generationConfig.frequencyPenalty',
    presencePenalty: 'generationConfig.presencePenalty',
    topLogprobs: 'generationConfig.responseLogprobs',
    reasoning: 'generationConfig.thinkingConfig',
    output: 'generationConfig.responseSchema',
  },
  reasoningFields: ['generationConfig'],
  lacks: {
    verbosity: 'Gemini has no verbosity.',
    allowsParallelToolCalls: 'Gemini decides how many functions it calls at once.',
    user: 'Gemini takes no user.',
    metadata: 'Gemini takes no metadata.',
    cacheKey: 'Gemini caches by itself.',
    serviceTier: 'Service tiers differ between providers.',
  },
  extensions: {
    provider: { action: 'handled' },
    models: { action: 'handled' },
    safetySettings: { action: 'dropped', reason: 'Only Google has safety settings.' },
    labels: { action: 'dropped', reason: 'Labels only group Google’s bills.' },
    cachedContent: {
      action: 'refused',
      reason: 'content cached at Google is not reachable from this model.',
    },
    toolConfig: {
      action: 'dropped',
      reason: 'Only Gemini can limit the choice to some of its functions.',
    },
    generationConfig: {
      action: 'refused',
      reason: 'several candidates and answers other than text exist only at Gemini.',
      isNeeded: asksForMore,
    },
  },
}
