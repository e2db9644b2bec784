/** A kind of loss that users of gateways reported, and the test that checks every pair of dialects for it. */
export type Kind = { loss: string; file: string; test: string }

const inTests = (name: string) => `packages/protocol/tests/${name}.test.ts`
const inDialects = (name: string) => `packages/protocol/src/dialects/${name}.test.ts`

const SCHEMAS = inTests('schemas')
const TOOLS = inTests('tools')
const HISTORIES = inTests('histories')
const SENT = inTests('sent-and-said')
const THINKING = inDialects('thinking')
const ENDINGS = inDialects('stop-reasons')
const FORMS = 'packages/protocol/src/adapt/callers-forms.test.ts'

/** The first list, from about sixty reports, in the order in which they were tried. */
export const FIRST_KINDS: readonly Kind[] = [
  { loss: 'references to `definitions` in a schema', file: SCHEMAS, test: "['definitions', object(" },
  {
    loss: '`allOf`, `pattern`, bounds and `not` in a schema for Gemini',
    file: SCHEMAS,
    test: 'merges every allOf into its schema',
  },
  {
    loss: 'schemas that Claude enforces',
    file: SCHEMAS,
    test: 'is a closed schema with its bounds in the description, for an answer',
  },
  {
    loss: 'effort for Claude models that think adaptively',
    file: THINKING,
    test: 'sends an effort and no budget to a Claude model with adaptive thinking',
  },
  {
    loss: 'calls in the history without a signature, for Gemini 3',
    file: THINKING,
    test: 'get Google’s documented placeholder signature if the model requires one: %s',
  },
  {
    loss: 'budgets outside a model’s range',
    file: THINKING,
    test: 'is moved into its range, and named, for %s',
  },
  {
    loss: 'names of tools that a provider refuses',
    file: TOOLS,
    test: 'are valid and distinct, in tools, in the tool choice and in the history',
  },
  {
    loss: 'items between calls and their results',
    file: HISTORIES,
    test: 'have results directly after their calls, followed by %s from between them',
  },
  {
    loss: 'integers beyond 2^53 in arguments',
    file: inTests('exact-numbers'),
    test: 'keep their digits in the arguments of a streamed answer',
  },
  {
    loss: 'unions at the root of a tool’s schema',
    file: SCHEMAS,
    test: 'becomes an object if its root is a union, and the change is named',
  },
  {
    loss: 'custom tools, namespaces and allowed tools',
    file: TOOLS,
    test: 'are a flat list of functions; tools that the caller does not run are dropped and named',
  },
  {
    loss: 'a reason of tool use without a call, and the reverse',
    file: SENT,
    test: '%s: matches the content if it %s',
  },
  {
    loss: 'media types such as `image/jpg` and `IMAGE/PNG`',
    file: inTests('media-types'),
    test: 'declared as %s is sent as PNG, its real type',
  },
  {
    loss: 'the order of interleaved thinking',
    file: inTests('replayed-reasoning'),
    test: 'of a $signer provider returns to it unchanged and in order through a $caller client $client',
  },
  {
    loss: 'redacted thinking through other dialects',
    file: inTests('replayed-reasoning'),
    test: "{ type: 'redacted_thinking', data: 'redacted==' }",
  },
  {
    loss: 'citations of pages',
    file: inTests('citations'),
    test: 'is cited with its position in a streamed answer',
  },
  { loss: 'outputs that name no call', file: SENT, test: 'answers the first call without a result' },
  {
    loss: 'Google’s numbers as strings',
    file: SCHEMAS,
    test: 'has numbers instead of Google’s strings, and types in lower case',
  },
  {
    loss: '`nullable` beside unions and enums',
    file: SCHEMAS,
    test: 'accepts null wherever it was nullable',
  },
  { loss: 'lists without `items` for OpenAI', file: SCHEMAS, test: 'has items for every list' },
  {
    loss: 'strict tools with optional properties for OpenAI',
    file: SCHEMAS,
    test: 'is a strict tool only if every property is required',
  },
  {
    loss: 'blank texts, blank ends, instructions alone',
    file: HISTORIES,
    test: 'are removed, also from the end of a prefilled answer, and named',
  },
  {
    loss: 'blank stop sequences, and more than a provider takes',
    file: inTests('stops'),
    test: 'are sent up to the provider’s limit, and the gateway searches a stream for the others',
  },
  {
    loss: 'tool loops without reasoning while DeepSeek thinks',
    file: THINKING,
    test: 'continues without thinking, and names the loss, if the thoughts are missing',
  },
  {
    loss: 'OpenAI’s fields between its two dialects',
    file: inTests('openai-fields'),
    test: 'arrive at OpenAI',
  },
  {
    loss: 'images of an answer in the next turn',
    file: HISTORIES,
    test: 'is an image for the model, in a turn that may contain one',
  },
  {
    loss: 'a list at the root of an answer’s format',
    file: SCHEMAS,
    test: 'is wrapped if its schema is %s, and unwrapped for the caller',
  },
]

/** The second list, from reports and the newest types of SDKs until November 2026. */
export const SECOND_KINDS: readonly Kind[] = [
  {
    loss: 'every reason why an answer ended, by the SDKs’ types',
    file: ENDINGS,
    test: 'has the right reason for callers of %s, plain and streamed',
  },
  {
    loss: 'reasons that only some servers have (`abort`, `model_context_window_exceeded`, Gemini’s `function_call_filter`)',
    file: ENDINGS,
    test: 'if its answer is passed on',
  },
  {
    loss: 'empty answers for reasons that are not an end (`NO_IMAGE`, `OTHER`)',
    file: ENDINGS,
    test: 'is a failure for callers of %s',
  },
  {
    loss: 'why a prompt was blocked',
    file: ENDINGS,
    test: 'is a refusal for callers of %s, with the explanation',
  },
  {
    loss: 'why an answer was refused',
    file: ENDINGS,
    test: 'is passed from $from to all other dialects, plain and streamed',
  },
  {
    loss: 'the provider’s own word for an ending',
    file: ENDINGS,
    test: 'also get $from’s own reason "$word"',
  },
  {
    loss: 'which stop sequence ended an answer of vLLM or SGLang',
    file: ENDINGS,
    test: 'get the stop sequence from a server’s %s',
  },
  {
    loss: 'truncation of the last item of an answer',
    file: ENDINGS,
    test: 'see that the last item of a truncated answer is incomplete',
  },
  {
    loss: 'cache markers of whole messages and of functions',
    file: FORMS,
    test: 'arrive at Claude with their lifetime',
  },
  {
    loss: 'files and audio sent as images',
    file: FORMS,
    test: 'are audio for models that accept audio',
  },
  {
    loss: 'images that Claude does not support',
    file: FORMS,
    test: 'are refused by name if they are images that Claude does not support',
  },
  {
    loss: 'service tiers between OpenAI’s two dialects',
    file: FORMS,
    test: 'of OpenAI are the same from %s to %s',
  },
  {
    loss: 'search results, and documents of blocks',
    file: FORMS,
    test: 'reach %s as text and images, and the change is named',
  },
  { loss: 'the same in results of tools', file: FORMS, test: 'also reach %s in results of tools' },
  {
    loss: 'the summary of a compacted conversation',
    file: FORMS,
    test: 'send %s the summary of a conversation',
  },
  {
    loss: 'Gemini’s newer field for the format of an answer',
    file: FORMS,
    test: 'requests the same answer format from %s',
  },
  {
    loss: 'Gemini’s newest level of thinking',
    file: FORMS,
    test: 'requests the newest level of thinking from %s',
  },
  {
    loss: 'functions that `VALIDATED` allows',
    file: FORMS,
    test: 'lets %s choose among the allowed functions',
  },
  { loss: 'answers with nothing to send', file: FORMS, test: 'is omitted for %s' },
  {
    loss: 'the boundaries between the texts of a result',
    file: FORMS,
    test: 'stay separate if a result is one text',
  },
  {
    loss: 'images in answers for dialects without them',
    file: FORMS,
    test: 'are named as lost for dialects without images in answers, and returned in the others',
  },
  {
    loss: 'several calls with the same index and without ids',
    file: 'packages/protocol/src/dialects/openai-chat/tool-pieces.test.ts',
    test: 'with index 0 and without ids are separate: %s',
  },
  {
    loss: 'names of tools in pieces',
    file: 'packages/protocol/src/dialects/openai-chat/tool-pieces.test.ts',
    test: 'have the tool whose name arrives %s',
  },
  {
    loss: 'conversations that end with an answer, for Claude models that refuse them',
    file: FORMS,
    test: 'is continued by a user message for a Claude model that refuses it, and the change is named: from %s',
  },
  {
    loss: 'unknown values of a field, as in a later version of its dialect',
    file: 'packages/protocol/src/adapt/unknown-words.test.ts',
    test: 'is named as lost or refused, and refused under strict',
  },
  {
    loss: 'the same at a provider that may know them',
    file: 'packages/protocol/src/adapt/unknown-parts.test.ts',
    test: 'reaches a provider of its own dialect',
  },
  {
    loss: 'unknown kinds of content, items, tools and formats',
    file: 'packages/protocol/src/adapt/unknown-parts.test.ts',
    test: 'reaches a provider of its own dialect unchanged, also in a turn that is written anew',
  },
  {
    loss: 'failed results of tools for OpenAI, and what is said of a document',
    file: 'packages/protocol/src/adapt/callers-forms.test.ts',
    test: 'tell %s in words what only Anthropic has fields for, and it is named',
  },
  {
    loss: 'one of Gemini’s words as the whole answer',
    file: 'packages/protocol/tests/enum-answers.test.ts',
    test: 'is the bare word, plain and streamed: %s',
  },
  {
    loss: 'tools that Anthropic describes and the caller runs: bash, text editor, memory',
    file: 'packages/protocol/src/dialects/anthropic-messages/client-tools.test.ts',
    test: 'become functions with their documented arguments: $type',
  },
  {
    loss: 'the end of a stream with missing, repeated or invalid parts',
    file: 'packages/protocol/src/dialects/broken-streams.test.ts',
    test: 'ends exactly once for every caller, even if parts are missing or invalid',
  },
  {
    loss: 'several results of one call',
    file: inTests('odd-histories'),
    test: 'has one, and the other is a text after all results; the change is named',
  },
  {
    loss: 'settings about tools in a request without tools',
    file: inTests('odd-histories'),
    test: 'are not sent, because OpenAI refuses them; only a forced call is a loss: %s',
  },
  {
    loss: 'an image at the end of a truncated answer',
    file: ENDINGS,
    test: 'see that an image at the end of a truncated answer is complete, as their types have it',
  },
  {
    loss: 'two fields for the same thing that disagree',
    file: inTests('said-twice'),
    test: 'are named if they disagree: $what, of a $from caller at a $to provider',
  },
  {
    loss: 'Anthropic’s beta field for the format of an answer',
    file: inTests('said-twice'),
    test: 'is the format, as callers of the SDK’s beta messages still send it',
  },
]
