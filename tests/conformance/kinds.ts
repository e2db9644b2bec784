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
    test: 'merges every allOf into the schema it stands in',
  },
  {
    loss: 'schemas that Claude is held to',
    file: SCHEMAS,
    test: 'is a closed schema with its bounds in words, for an answer',
  },
  {
    loss: 'effort for Claude models that think adaptively',
    file: THINKING,
    test: 'has a Claude model that thinks adaptively told its effort, and no budget',
  },
  {
    loss: 'calls in the history without a signature, for Gemini 3',
    file: THINKING,
    test: 'are given Google’s documented signature where the model wants one: %s',
  },
  {
    loss: 'budgets outside a model’s range',
    file: THINKING,
    test: 'is brought into its range, named, for %s',
  },
  {
    loss: 'names of tools that a provider refuses',
    file: TOOLS,
    test: 'are ones that it takes, each another, in tools, in the choice and in the history',
  },
  {
    loss: 'items between calls and their results',
    file: HISTORIES,
    test: 'have results directly after their calls, and %s between them after that',
  },
  {
    loss: 'integers beyond 2^53 in arguments',
    file: inTests('exact-numbers'),
    test: 'keep their digits in the arguments of a streamed answer',
  },
  {
    loss: 'unions at the root of a tool’s schema',
    file: SCHEMAS,
    test: 'is an object where it was a union at the root, and that is named',
  },
  {
    loss: 'custom tools, namespaces and allowed tools',
    file: TOOLS,
    test: 'are functions side by side; the one that is not run here is left out and named',
  },
  {
    loss: 'a reason of tool use without a call, and the reverse',
    file: SENT,
    test: '%s: is told by what was sent where it %s',
  },
  {
    loss: 'media types such as `image/jpg` and `IMAGE/PNG`',
    file: inTests('media-types'),
    test: 'said to be %s is the PNG that its bytes are',
  },
  {
    loss: 'the order of interleaved thinking',
    file: inTests('replayed-reasoning'),
    test: 'comes back unchanged and in its order through a $caller client $client',
  },
  {
    loss: 'redacted thinking through other dialects',
    file: inTests('replayed-reasoning'),
    test: "{ type: 'redacted_thinking', data: 'redacted==' }",
  },
  { loss: 'citations of pages', file: inTests('citations'), test: 'is cited with its place, streamed' },
  { loss: 'outputs that name no call', file: SENT, test: 'answers the first call that nothing else answers' },
  {
    loss: 'Google’s numbers as texts',
    file: SCHEMAS,
    test: 'has numbers where Google wrote texts, and types in small letters',
  },
  {
    loss: '`nullable` beside unions and enums',
    file: SCHEMAS,
    test: 'takes null wherever `nullable` said so',
  },
  { loss: 'lists without `items` for OpenAI', file: SCHEMAS, test: 'says of every list what its items are' },
  {
    loss: 'strict tools with optional properties for OpenAI',
    file: SCHEMAS,
    test: 'is a strict tool only where every property is required',
  },
  {
    loss: 'blank texts, blank ends, instructions alone',
    file: HISTORIES,
    test: 'are left out, and the beginning of an answer ends without one, named',
  },
  {
    loss: 'blank stop sequences, and more than a provider takes',
    file: inTests('stops'),
    test: 'go as far as the provider takes them; the others we look for in a stream',
  },
  {
    loss: 'tool loops without reasoning while DeepSeek thinks',
    file: THINKING,
    test: 'goes on without thinking, named, where the thoughts are gone',
  },
  {
    loss: 'OpenAI’s fields between its two dialects',
    file: inTests('openai-fields'),
    test: 'arrive at OpenAI',
  },
  {
    loss: 'pictures of an answer in the next turn',
    file: HISTORIES,
    test: 'is a picture to the model, in a turn that may hold one',
  },
  {
    loss: 'a list at the root of an answer’s format',
    file: SCHEMAS,
    test: 'is wrapped where its schema is %s, and unwrapped for the caller',
  },
]

/** The second list, from reports and the newest types of SDKs until November 2026. */
export const SECOND_KINDS: readonly Kind[] = [
  {
    loss: 'every reason why an answer ended, by the SDKs’ types',
    file: ENDINGS,
    test: 'says so to callers of %s, plain and streamed',
  },
  {
    loss: 'reasons that only some servers have (`abort`, `model_context_window_exceeded`, Gemini’s `function_call_filter`)',
    file: ENDINGS,
    test: 'in OpenAI’s word where its answer is passed on',
  },
  {
    loss: 'empty answers for reasons that are no end (`NO_IMAGE`, `OTHER`)',
    file: ENDINGS,
    test: 'is none to callers of %s',
  },
  {
    loss: 'why a prompt was blocked',
    file: ENDINGS,
    test: 'is a refusal to callers of %s, with the explanation',
  },
  {
    loss: 'why an answer was refused',
    file: ENDINGS,
    test: 'is told by $from to all others, plain and streamed',
  },
  { loss: 'the provider’s own word for an ending', file: ENDINGS, test: 'are told $from’s own "$word" too' },
  {
    loss: 'which stop sequence ended an answer of vLLM or SGLang',
    file: ENDINGS,
    test: 'are told at which stop sequence, by a server’s %s',
  },
  {
    loss: 'that the last item of an answer was cut',
    file: ENDINGS,
    test: 'see that the last item of an answer that was cut is not whole',
  },
  {
    loss: 'cache markers of whole messages and of functions',
    file: FORMS,
    test: 'arrive at Claude, with how long they last',
  },
  { loss: 'files and sound where images belong', file: FORMS, test: 'are sound to those who hear' },
  {
    loss: 'pictures that Claude cannot see',
    file: FORMS,
    test: 'are refused by name where they are pictures that Claude cannot see',
  },
  {
    loss: 'service tiers between OpenAI’s two dialects',
    file: FORMS,
    test: 'of OpenAI are the same from %s to %s',
  },
  {
    loss: 'search results, and documents made of blocks',
    file: FORMS,
    test: 'reach %s as text and pictures, and are named',
  },
  { loss: 'the same in results of tools', file: FORMS, test: 'reach %s in results of tools too' },
  {
    loss: 'the summary of a compacted conversation',
    file: FORMS,
    test: 'leave %s the summary of a conversation',
  },
  {
    loss: 'Gemini’s newer field for the format of an answer',
    file: FORMS,
    test: 'asks %s for the same format of an answer',
  },
  {
    loss: 'Gemini’s newest level of thinking',
    file: FORMS,
    test: 'asks %s for the newest level of thinking',
  },
  {
    loss: 'functions that `VALIDATED` allows',
    file: FORMS,
    test: 'lets %s choose among the functions that are allowed',
  },
  { loss: 'answers of which nothing can be sent', file: FORMS, test: 'is left out to %s' },
  {
    loss: 'where one text of a result ends and the next begins',
    file: FORMS,
    test: 'stay apart where a result is one text',
  },
  {
    loss: 'images of an answer to callers whose dialect has none',
    file: FORMS,
    test: 'are named as lost to callers whose answers hold none, and shown to the others',
  },
  {
    loss: 'several calls of one number and without ids',
    file: 'packages/protocol/src/dialects/openai-chat/tool-pieces.test.ts',
    test: 'that number all 0 and give no ids are several: %s',
  },
  {
    loss: 'names of tools in pieces',
    file: 'packages/protocol/src/dialects/openai-chat/tool-pieces.test.ts',
    test: 'are of the tool whose name comes %s',
  },
  {
    loss: 'conversations that end with an answer, for Claude models that refuse them',
    file: FORMS,
    test: 'is gone on with, named, by a Claude model that refuses it: asked by %s',
  },
  {
    loss: 'words that a field does not have, as a later version of its dialect may',
    file: 'packages/protocol/src/adapt/unknown-words.test.ts',
    test: 'is named as lost or refused, and refused under strict',
  },
  {
    loss: 'tools that Anthropic describes and the caller runs: bash, text editor, memory',
    file: 'packages/protocol/src/dialects/anthropic-messages/client-tools.test.ts',
    test: 'are functions with their documented arguments: $type',
  },
  {
    loss: 'the end of a stream in which something is missing, repeated or no value of its place',
    file: 'packages/protocol/src/dialects/broken-streams.test.ts',
    test: 'ends once for every caller, whatever is missing in it or wrong',
  },
]
