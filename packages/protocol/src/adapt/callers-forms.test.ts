import { describe, expect, it } from 'vitest'
import { DIALECTS, type CallerDialect, type Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Capabilities } from '../canonical/losses.ts'
import type { JsonObject } from '../json/object.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'
import { adapt, type AdaptTarget } from './adapt.ts'

/*
 * Forms in which callers' tools send what other dialects have a word for, as users of other gateways reported them in
 * 2026: each arrives in every dialect that can say it.
 */

const targetOf = (dialect: Dialect): AdaptTarget => ({
  dialect,
  model: 'up',
  quirks: { hasEffortLevels: true, hasOpenaiFields: true, maxTokensField: 'max_completion_tokens' },
})

const send = (from: CallerDialect, to: Dialect, body: JsonObject) => {
  const target = targetOf(to)
  const { request, losses } = adapt(CLIENT_FACING[from].readRequest({ model: 'x/y', ...body }), target)
  const written = JSON.stringify(UPSTREAM_FACING[to].writeRequest(request, target))
  return { body: JSON.parse(written) as JsonObject, text: written, losses }
}

const WITHOUT_FILES: Capabilities = { hasFiles: false }

const ask = (url: string) => ({
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
})

const asked = (messages: unknown[]) => ({ max_tokens: 99, messages })

const foreignTo = (from: Dialect): Dialect[] => DIALECTS.filter((to) => to !== from)
const PNG = 'iVBORw0KGgo='
const TOOL = { type: 'function', function: { name: 't', parameters: { type: 'object', properties: {} } } }
const CALL = { id: 'a', type: 'function', function: { name: 't', arguments: '{}' } }

// github.com/envoyproxy/ai-gateway/pull/2358, github.com/BerriAI/litellm/issues/12695
describe('cache markers of whole messages and of functions', () => {
  const marker = { cache_control: { type: 'ephemeral', ttl: '1h' } }
  const body = {
    messages: [
      { role: 'system', content: 'Be terse.', ...marker },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'One' },
          { type: 'text', text: 'Two' },
        ],
        ...marker,
      },
      { role: 'assistant', content: 'Looking.', tool_calls: [CALL], ...marker },
      { role: 'tool', tool_call_id: 'a', content: 'Found.', ...marker },
    ],
    tools: [{ ...TOOL, function: { ...TOOL.function, ...marker } }],
  }

  it('arrive at Claude with their lifetime', () => {
    const sent = send('openai-chat', 'anthropic-messages', body)
    const marked = { cache_control: { type: 'ephemeral', ttl: '1h' } }
    expect(sent.losses).toEqual([])
    expect(sent.body).toMatchObject({
      system: [{ text: 'Be terse.', ...marked }],
      messages: [
        { content: [{ text: 'One' }, { text: 'Two', ...marked }] },
        { content: [{ text: 'Looking.' }, { type: 'tool_use', ...marked }] },
        { content: [{ type: 'tool_result', content: [{ text: 'Found.' }], ...marked }] },
      ],
      tools: [{ name: 't', ...marked }],
    })
    expect(sent.text.match(/cache_control/g)).toHaveLength(5)
  })

  it.each(['openai-responses', 'gemini'] as const)('are a dropped hint for %s', (to) => {
    expect(send('openai-chat', to, body).losses).toMatchObject([
      { param: 'cache_control', action: 'ignored' },
    ])
  })
})

// github.com/QuantumNous/new-api/issues/7454; LiteLLM's callers send files as image_url.
describe('files sent as images', () => {
  const pdf = ask('data:application/pdf;base64,JVBERi0=')

  it('stay files', () => {
    expect(send('openai-chat', 'anthropic-messages', pdf).body).toMatchObject({
      messages: [{ content: [{ type: 'document', source: { media_type: 'application/pdf' } }] }],
    })
    expect(send('openai-chat', 'openai-responses', pdf).body).toMatchObject({
      input: [{ content: [{ type: 'input_file', file_data: 'data:application/pdf;base64,JVBERi0=' }] }],
    })
    expect(send('openai-chat', 'gemini', pdf).body).toMatchObject({
      contents: [{ parts: [{ inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } }] }],
    })
  })

  it('are audio for models that accept audio', () => {
    const sound = ask('data:audio/wav;base64,UklGRg==')
    expect(send('openai-chat', 'gemini', sound).text).toContain('"mimeType":"audio/wav"')
    expect(() => send('openai-chat', 'anthropic-messages', sound)).toThrow(/cannot hear/)
  })

  it('are refused by name if they are images that Claude does not support', () => {
    const refused = () =>
      send('openai-chat', 'anthropic-messages', ask('data:image/svg+xml;base64,PHN2Zz48L3N2Zz4='))
    expect(refused).toThrow(PublicError)
    expect(refused).toThrow(/messages\[0\]: only PNG, JPEG, GIF and WebP/)
    expect(send('openai-chat', 'anthropic-messages', ask(`data:image/png;base64,${PNG}`)).losses).toEqual([])
  })
})

describe('service tiers', () => {
  const asks: Record<'openai-chat' | 'openai-responses', JsonObject> = {
    'openai-chat': { messages: [{ role: 'user', content: 'Hi' }] },
    'openai-responses': { input: 'Hi' },
  }

  it.each([
    ['openai-chat', 'openai-responses'],
    ['openai-responses', 'openai-chat'],
  ] as const)('of OpenAI are the same from %s to %s', (from, to) => {
    const sent = send(from, to, { ...asks[from], service_tier: 'flex' })
    expect(sent.body['service_tier']).toBe('flex')
    expect(sent.losses).toEqual([])
  })

  it('that only OpenAI’s Responses API has are named as lost for Chat Completions', () => {
    const { losses } = send('openai-responses', 'openai-chat', {
      ...asks['openai-responses'],
      service_tier: 'ultrafast',
    })
    expect(losses).toMatchObject([{ param: 'service_tier', action: 'dropped' }])
  })

  it.each(['anthropic-messages', 'gemini'] as const)(
    'of OpenAI are named as lost for %s, which has different ones',
    (to) => {
      const { losses } = send('openai-chat', to, { ...asks['openai-chat'], service_tier: 'flex' })
      expect(losses).toMatchObject([{ param: 'service_tier', action: 'dropped' }])
    },
  )
})

describe('blocks that only Anthropic has', () => {
  const result = {
    type: 'search_result',
    source: 'https://a.example/page',
    title: 'A page',
    content: [{ type: 'text', text: 'What it says.' }],
  }
  const document = {
    type: 'document',
    title: 'A paper',
    context: 'From the archive.',
    source: {
      type: 'content',
      content: [
        { type: 'text', text: 'Its first chunk.' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
      ],
    },
  }
  const words = ['A page', 'https://a.example/page', 'What it says.', 'A paper', 'From the archive.']

  it.each(foreignTo('anthropic-messages'))('reach %s as text and images, and the change is named', (to) => {
    const sent = send(
      'anthropic-messages',
      to,
      asked([{ role: 'user', content: [result, document, { type: 'text', text: 'Which?' }] }]),
    )
    for (const word of [...words, 'Its first chunk.', PNG]) expect(sent.text).toContain(word)
    expect(sent.losses).toMatchObject([{ param: 'messages[0]', action: 'rewritten' }])
  })

  it.each(foreignTo('anthropic-messages'))('also reach %s in results of tools', (to) => {
    const sent = send(
      'anthropic-messages',
      to,
      asked([
        { role: 'user', content: 'Look.' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 't', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [result, document] }] },
      ]),
    )
    for (const word of words) expect(sent.text).toContain(word)
    expect(sent.text).not.toContain('search_result')
  })

  it.each(foreignTo('anthropic-messages'))('send %s the summary of a conversation', (to) => {
    const sent = send(
      'anthropic-messages',
      to,
      asked([
        { role: 'user', content: 'Go on.' },
        { role: 'assistant', content: [{ type: 'compaction', content: 'We spoke of tea.' }] },
        { role: 'user', content: 'And now?' },
      ]),
    )
    expect(sent.text).toContain('We spoke of tea.')
  })
})

describe('a newer field of Gemini’s callers', () => {
  const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  }

  it.each(foreignTo('gemini'))('requests the same answer format from %s', (to) => {
    const asked = (generationConfig: JsonObject) => send('gemini', to, { contents, generationConfig })
    const older = asked({ responseMimeType: 'application/json', responseJsonSchema: schema })
    const newer = asked({ responseFormat: [{ text: { mimeType: 'APPLICATION_JSON', schema } }] })
    expect(newer).toEqual(older)
    expect(newer.text).toContain('"a"')
  })

  it.each(foreignTo('gemini'))('requests the newest level of thinking from %s', (to) => {
    const thinkingConfig = { thinkingLevel: 'XHIGH' }
    expect(send('gemini', to, { contents, generationConfig: { thinkingConfig } }).text).toContain('"xhigh"')
  })

  it.each(foreignTo('gemini'))('lets %s choose among the allowed functions', (to) => {
    const sent = send('gemini', to, {
      contents,
      tools: [{ functionDeclarations: [{ name: 'one' }, { name: 'two' }] }],
      toolConfig: { functionCallingConfig: { mode: 'VALIDATED', allowedFunctionNames: ['one'] } },
    })
    expect(sent.text).toContain('"one"')
    expect(sent.text).not.toContain('"two"')
  })
})

// An answer of which only a provider's own item was left became an assistant message with nothing in it.
describe('an answer with nothing to send', () => {
  it.each(foreignTo('openai-responses'))('is omitted for %s', (to) => {
    const input = [
      { role: 'user', content: 'Hi' },
      { type: 'compaction', encrypted_content: 'opaque' },
      { role: 'user', content: 'Go on.' },
    ]
    const sent = send('openai-responses', to, { input })
    expect(sent.text).not.toMatch(/"role":"(assistant|model)"/)
    expect(sent.losses).toMatchObject([{ param: 'input[1]', action: 'dropped' }])
  })
})

describe('several texts of one result', () => {
  it('stay separate if a result is one text', () => {
    const sent = send('openai-chat', 'gemini', {
      messages: [
        { role: 'user', content: 'Look.' },
        { role: 'assistant', content: null, tool_calls: [CALL] },
        {
          role: 'tool',
          tool_call_id: 'a',
          content: [
            { type: 'text', text: 'One' },
            { type: 'text', text: 'Two' },
          ],
        },
      ],
      tools: [TOOL],
    })
    expect(sent.text).toContain('"output":"One\\nTwo"')
  })
})

describe('images in answers', () => {
  const target = { ...targetOf('gemini'), capabilities: { hasImageOutput: true } }
  const bodies: Record<Exclude<Dialect, 'gemini'>, JsonObject> = {
    'openai-chat': { messages: [{ role: 'user', content: 'Draw.' }] },
    'openai-responses': { input: 'Draw.' },
    'anthropic-messages': asked([{ role: 'user', content: 'Draw.' }]),
  }
  const lossesOf = (from: keyof typeof bodies, to: AdaptTarget) =>
    adapt(CLIENT_FACING[from].readRequest({ model: 'x/y', ...bodies[from] }), to).losses

  it('are named as lost for dialects without images in answers, and returned in the others', () => {
    expect(lossesOf('anthropic-messages', target)).toMatchObject([
      { param: 'images in the answer', action: 'dropped' },
    ])
    expect(lossesOf('openai-chat', target)).toEqual([])
    expect(lossesOf('openai-responses', target)).toEqual([])
    expect(lossesOf('anthropic-messages', targetOf('gemini'))).toEqual([])
  })
})

// platform.claude.com/docs/en/about-claude/models/migration-guide, github.com/anomalyco/opencode/issues/13768
describe('a conversation that ends with an answer', () => {
  const bodies: Record<Exclude<Dialect, 'anthropic-messages'>, JsonObject> = {
    'openai-chat': {
      messages: [
        { role: 'user', content: 'Tell it.' },
        { role: 'assistant', content: 'Once upon ' },
      ],
    },
    'openai-responses': {
      input: [
        { role: 'user', content: 'Tell it.' },
        { role: 'assistant', content: 'Once upon ' },
      ],
    },
    gemini: {
      contents: [
        { role: 'user', parts: [{ text: 'Tell it.' }] },
        { role: 'model', parts: [{ text: 'Once upon ' }] },
      ],
    },
  }
  const endOf = (from: keyof typeof bodies, capabilities: Capabilities) => {
    const request = CLIENT_FACING[from].readRequest({ model: 'x/y', ...bodies[from] })
    const adapted = adapt(request, { ...targetOf('anthropic-messages'), capabilities })
    const said = adapted.losses.filter(({ param }) => param === 'the beginning of the answer')
    return { last: adapted.request.turns.at(-1), said: said.map(({ reason }) => reason) }
  }

  it.each(Object.keys(bodies) as (keyof typeof bodies)[])(
    'is continued by a user message for a Claude model that refuses it, and the change is named: from %s',
    (from) => {
      const { last, said } = endOf(from, { hasPrefill: false })
      expect(last).toEqual({ role: 'user', parts: [{ type: 'text', text: 'Continue.' }] })
      expect(said).toEqual([expect.stringContaining('asks it to go on')])
      expect(endOf(from, {}).last).toMatchObject({ role: 'assistant', parts: [{ text: 'Once upon' }] })
    },
  )
})

describe('the fields in which losses are reported', () => {
  const parameters = { type: 'object', properties: { a: { type: 'string', minLength: 2, pattern: '^a' } } }

  it('are those of functions if an OpenAI caller uses functions', () => {
    const functions = [{ name: 't', parameters }]
    const { losses } = send('openai-chat', 'gemini', {
      messages: [{ role: 'user', content: 'Hi' }],
      functions,
    })
    expect(losses.map(({ param }) => param)).toEqual(['functions[0].parameters', 'functions'])
  })

  it('are those of the tool in its group', () => {
    const tool = { type: 'function', name: 't', parameters }
    const tools = [
      tool,
      { type: 'namespace', name: 'n', description: 'd', tools: [tool, { ...tool, name: 'u' }] },
    ]
    const { losses } = send('openai-responses', 'gemini', { input: 'Hi', tools })
    expect(losses.map(({ param }) => param)).toEqual([
      'tools[0].parameters',
      'tools[1].tools[0].parameters',
      'tools[1].tools[1].parameters',
    ])
  })

  it.each(foreignTo('gemini'))('are those of Gemini’s declarations, for %s', (to) => {
    const declared = [{ name: 'a' }, { name: 't', parameters: { type: 'newer_word' } }]
    const body = { contents: [{ parts: [{ text: 'Hi' }] }], tools: [{ functionDeclarations: declared }] }
    expect(() => send('gemini', to, body)).toThrow('tools[0].functionDeclarations[1].parameters')
  })

  it.each(foreignTo('gemini'))('are those inside Gemini’s settings, for %s', (to) => {
    const body = { contents: [{ parts: [{ text: 'Hi' }] }], generationConfig: { candidateCount: 2 } }
    expect(() => send('gemini', to, body)).toThrow('generationConfig.candidateCount')
  })
})

// github.com/pydantic/pydantic-ai/issues/4445: OpenAI's Chat Completions take no file but a PDF.
describe('files of text', () => {
  const words = 'Straße, 日本語\n"quoted"'
  const base64 = Buffer.from(words).toString('base64')
  const data = (type: string) => `data:${type};base64,${base64}`
  const FILES: Record<Dialect, (type: string) => JsonObject> = {
    'openai-chat': (type) => ({
      messages: [
        { role: 'user', content: [{ type: 'file', file: { file_data: data(type), filename: 'a.txt' } }] },
      ],
    }),
    'openai-responses': (type) => ({
      input: [{ role: 'user', content: [{ type: 'input_file', file_data: data(type), filename: 'a.txt' }] }],
    }),
    'anthropic-messages': () =>
      asked([
        {
          role: 'user',
          content: [
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: words },
              title: 'a.txt',
            },
          ],
        },
      ]),
    gemini: (type) => ({
      contents: [{ parts: [{ inlineData: { mimeType: type, data: base64 } }] }],
    }),
  }
  const cases = DIALECTS.flatMap((from) =>
    ['text/plain', 'text/csv', 'application/json'].flatMap((type) =>
      foreignTo(from).map((to) => [from, type, to] as const),
    ),
  )

  it.each(cases)(
    'of a caller of %s, of type %s, are text for a model of %s without files',
    (from, type, to) => {
      const target = { ...targetOf(to), capabilities: WITHOUT_FILES }
      const { request, losses } = adapt(
        CLIENT_FACING[from].readRequest({ model: 'x/y', ...FILES[from](type) }),
        target,
      )
      const texts = request.turns[0]!.parts.map((part) => (part.type === 'text' ? part.text : part.type))
      expect(texts).toEqual([from === 'gemini' ? words : `Document “a.txt”:\n${words}`])
      expect(losses.map(({ action }) => action)).toEqual(['rewritten'])
    },
  )

  it.each(DIALECTS)(
    'of a caller of %s are text for every model of Chat Completions, and files elsewhere',
    (from) => {
      for (const to of foreignTo(from)) {
        const { request } = adapt(
          CLIENT_FACING[from].readRequest({ model: 'x/y', ...FILES[from]('text/plain') }),
          targetOf(to),
        )
        expect(request.turns[0]!.parts.map(({ type }) => type)).toEqual([
          to === 'openai-chat' ? 'text' : 'file',
        ])
      }
    },
  )

  it('are text in the result of a tool too', () => {
    const content = [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: words } }]
    const { text } = send(
      'anthropic-messages',
      'openai-chat',
      asked([
        { role: 'user', content: 'Read.' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 't', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content }] },
      ]),
    )
    expect(text).toContain(JSON.stringify(words))
  })
})

// LiteLLM (1.110) drops both; the AI SDK (7.0) sends the text of a failed result alone.
describe('failed results of tools, and what is said of a document', () => {
  const document = {
    type: 'document',
    source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
    title: 'Minutes',
    context: 'From the archive.',
  }
  const body = asked([
    { role: 'user', content: [document] },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 't', input: {} }] },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'a',
          is_error: true,
          content: [{ type: 'text', text: '3' }, document],
        },
      ],
    },
  ])

  it.each(foreignTo('anthropic-messages'))(
    'tell %s in words what only Anthropic has fields for, and it is named',
    (to) => {
      const { text, losses } = send('anthropic-messages', to, body)
      expect(text.split('About the document “Minutes”: From the archive.')).toHaveLength(3)
      expect(text).toContain(
        to === 'gemini' ? '"response":{"error":"3' : String.raw`The tool call failed:\n3`,
      )
      const named = losses.map(({ param, action }) => [param, action])
      expect(named).toContainEqual(['messages[0]', 'rewritten'])
      expect(named).toContainEqual(['messages[2]', 'rewritten'])
      expect(named.filter(([param]) => param === 'is_error')).toEqual(
        to === 'gemini' ? [] : [['is_error', 'rewritten']],
      )
    },
  )

  it('stay fields of Anthropic’s, in a turn that is written anew too', () => {
    const request = CLIENT_FACING['anthropic-messages'].readRequest({ model: 'x/y', ...body })
    const { messages } = UPSTREAM_FACING['anthropic-messages'].writeRequest(
      request,
      targetOf('anthropic-messages'),
    )
    expect(JSON.stringify(messages)).toContain('"title":"Minutes","context":"From the archive."')
    expect(JSON.stringify(messages)).toContain('"is_error":true')
  })

  it('leave a result as it is that did not fail', () => {
    const plain = { type: 'tool_result', tool_use_id: 'a', is_error: false, content: '3' }
    const messages = [...body.messages.slice(1, 2), { role: 'user', content: [plain] }]
    const { text, losses } = send(
      'anthropic-messages',
      'openai-chat',
      asked([{ role: 'user', content: 'Hi' }, ...messages]),
    )
    expect(text).not.toContain('failed')
    expect(losses).toEqual([])
  })
})
