import { isImage, isVideo } from '../../canonical/media-type.ts'
import { THINKING_EFFORTS } from '../../canonical/thinking.ts'
import type { ThinkingBudget, ThinkingSupport } from '../../canonical/thinking.ts'
import type { DialectCapabilities } from '../../capabilities.ts'
import { exactParserOf } from '../../json/exact.ts'
import { bounds } from './bounds.ts'
import { contentIn } from './readable-content.ts'
import { schemas } from './schemas.ts'
import { requestSchema } from './wire.ts'
import { typedTool } from '../typed-tools.ts'

/** Less than this the API refuses, and no model of another vendor asks for more. */
const MIN_BUDGET: ThinkingBudget = { minTokens: 1024 }

/** Anthropic's dialect as other vendors offer it: a budget turns thinking on. */
const asBudget = (support: ThinkingSupport): ThinkingSupport =>
  support.mode === 'effort' || support.mode === 'toggle'
    ? { mode: 'budget', ...MIN_BUDGET, canDisable: support.mode === 'toggle' || support.canDisable }
    : support

/** `Base64ImageSource` of `@anthropic-ai/sdk` 1.14. */
const VISIBLE_IMAGE = /^image\/(png|jpeg|gif|webp)$/

const READABLE_FILE = /^(text\/|application\/pdf$)/

/**
 * What Anthropic's dialect can say, and what becomes of its own fields elsewhere. Names in `ToolUnion` must match
 * `^[a-zA-Z0-9_-]{1,64}$` (newer versions of the API take 128).
 */
export const capabilities: DialectCapabilities = {
  requestSchema,
  unreadFields: [],
  family: 'anthropic',
  turnsField: 'messages',
  toolChoiceField: 'tool_choice',
  toolSchemaField: 'input_schema',
  toolStrictField: 'strict',
  parsers: {
    request: exactParserOf(['input', 'input_schema', 'schema']),
    answer: exactParserOf(['input']),
  },
  answerIdPrefix: 'msg_',
  requestIdHeaders: ['x-request-id', 'request-id'],
  requiresOutputLimit: true,
  lacksImagesInAnswers:
    'Answers of Anthropic’s format hold no images. The other formats show those of this model.',
  // `metadata.user_id`, in which agents name their session.
  hasUserPerSession: true,
  stream: { hasEventNames: true, hasEventIds: true, keepAlive: ': keep-alive\n' },
  contentIn,
  schemas,
  toolNames: { first: 'a-zA-Z0-9_-', rest: 'a-zA-Z0-9_-', maxLength: 64 },
  maxCallIdLength: 64,
  stops: { most: Infinity, takes: (stop) => stop.trim() !== '' },
  thinking: {
    // platform.claude.com/docs/en/build-with-claude/extended-thinking: without `thinking` there is none.
    isOnRequest: true,
    usual: ({ hasEffortLevels }) =>
      hasEffortLevels
        ? { mode: 'adaptive', efforts: THINKING_EFFORTS.slice(1), canDisable: true }
        : { mode: 'budget', ...MIN_BUDGET, canDisable: true },
    inWords: asBudget,
    // Claude's models that take budgets show their thinking anyway.
    isShown: ({ budgetTokens }) => budgetTokens !== undefined,
    budgetWithinAnswer: { ...MIN_BUDGET, usualTokens: 8192 },
    isRefusedInToolLoops: true,
  },
  hasTextFiles: true,
  refuseMedia: (part, source) => {
    if (part.type === 'audio') return 'this model cannot hear audio.'
    if (isVideo(source)) return 'this model cannot watch video.'
    if (isImage(source) && !VISIBLE_IMAGE.test(source.mediaType ?? ''))
      return 'only PNG, JPEG, GIF and WebP pictures can be seen.'
    const isReadable = isImage(source) || READABLE_FILE.test(source.mediaType ?? '')
    return part.type === 'file' && source.type === 'base64' && !isReadable
      ? 'only PDF, text and pictures can be read.'
      : undefined
  },
  hasCacheMarker: () => true,
  hasPlainReasoning: () => false,
  hasPictureDetail: false,
  hasOutputDescription: false,
  hasPicturesInAnswers: false,
  hasFileContext: true,
  hasFailedResults: true,
  hasInstructionTurns: false,
  hasInstructionMedia: false,
  hasEmptyConversations: false,
  hasAnswerFirst: false,
  hasBlankTexts: false,
  hasJsonMode: false,
  // It takes back only sources of its own, with their index.
  canReplay: () => false,
  // Newer models take one of temperature and top-p.
  sampling: { hasTemperatureOrTopP: true, isRefusedWhileThinking: true },
  auth: 'x-api-key',
  requiredHeaders: { 'anthropic-version': '2023-06-01' },
  bounds,
  sharedFields: () => new Set(),
  // https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference
  builtInTools: {
    bash: 'caller',
    text_editor: 'caller',
    computer: 'caller',
    computer_toolset: 'caller',
    memory: 'caller',
    tool_search_tool_bm25: 'caller',
    tool_search_tool_regex: 'caller',
    web_fetch: 'tokens',
    mcp_toolset: 'tokens',
    mcp_servers: 'tokens',
    web_search: 'webSearch',
    code_execution: 'codeExecution',
  },
  toolsAskedBy: typedTool,
  showsToolCalls: true,
  fields: {
    maxOutputTokens: 'max_tokens',
    temperature: 'temperature',
    topP: 'top_p',
    topK: 'top_k',
    stop: 'stop_sequences',
    reasoning: 'thinking',
    cache: 'cache_control',
    citations: 'citations',
    output: 'output_config.format',
    allowsParallelToolCalls: 'tool_choice.disable_parallel_tool_use',
    user: 'metadata.user_id',
    serviceTier: 'service_tier',
  },
  reasoningFields: ['thinking', 'output_config'],
  lacks: {
    seed: 'Anthropic has no seed.',
    frequencyPenalty: 'Anthropic has no penalties.',
    presencePenalty: 'Anthropic has no penalties.',
    verbosity: 'Anthropic has no verbosity.',
    topLogprobs: 'Anthropic reports no log probabilities.',
    metadata: 'Anthropic accepts only a user id.',
    cacheKey: 'Anthropic caches by markers in the prompt, not by key.',
    serviceTier: 'Service tiers differ between providers.',
  },
  extensions: {
    provider: { action: 'handled' },
    models: { action: 'handled' },
    cache_control: { action: 'ignored', reason: 'This model’s provider caches automatically.' },
    context_management: { action: 'dropped', reason: 'Only Anthropic supports context editing.' },
    container: { action: 'refused', reason: 'containers exist only at Anthropic.' },
    mcp_servers: { action: 'refused', reason: 'only Anthropic calls MCP servers by itself.' },
    thinking: { action: 'dropped', reason: 'This kind of reasoning exists only at Anthropic.' },
    tool_choice: { action: 'refused', reason: 'this kind of tool choice exists only at Anthropic.' },
  },
}
