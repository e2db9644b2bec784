import { DIALECTS, type Dialect } from '@gptget/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aliasesFor } from '../src/adapt/tool-aliases.ts'
import { CAPABILITIES } from '../src/registry/dialects.ts'
import { refuseLosses } from '../src/index.ts'
import {
  answerWith,
  callsIn,
  callsInStream,
  exchange,
  FOREIGN_PAIRS,
  refusalOf,
  streamWith,
  type Call,
  type Json,
} from './in-each-dialect.ts'

const LONG = `mcp__${'server_with_a_long_name__'.repeat(3)}look_up`
const NAMES = ['fine_name', LONG, 'files.read', 'files:read', 'files_read', '3d_view', 'naïve name', '-x']

/** The names of the tools that a provider is sent. */
const toolNamesIn = (to: Dialect, body: Json): string[] => {
  const tools = (body['tools'] ?? []) as unknown as Json[]
  const declared = to === 'gemini' ? ((tools[0]?.['functionDeclarations'] ?? []) as unknown as Json[]) : tools
  return declared.map((tool) => String(tool['name'] ?? tool['function']?.['name']))
}

const documented: Record<Dialect, RegExp> = {
  'openai-chat': /^[a-zA-Z0-9_-]{1,64}$/,
  'openai-responses': /^[a-zA-Z0-9_-]{1,64}$/,
  'anthropic-messages': /^[a-zA-Z0-9_-]{1,64}$/,
  gemini: /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/,
}

const CHOICES: Record<Dialect, (name: string) => Record<string, unknown>> = {
  'openai-chat': (name) => ({ tool_choice: { type: 'function', function: { name } } }),
  'openai-responses': (name) => ({ tool_choice: { type: 'function', name } }),
  'anthropic-messages': (name) => ({ tool_choice: { type: 'tool', name } }),
  gemini: (name) => ({
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [name] } },
  }),
}

describe.each(FOREIGN_PAIRS)('the names of tools of a $from caller at a $to provider', ({ from, to }) => {
  const parameters = { type: 'object', properties: { a: { type: 'integer' } } }
  const tools = NAMES.map((name) => ({ name, parameters }))
  const calls: Call[] = NAMES.map((name, index) => ({
    id: `call_${index}`,
    name,
    arguments: `{"a":${index}}`,
  }))

  it('are valid and distinct, in tools, in the tool choice and in the history', () => {
    const { body, text, losses } = exchange(from, to, { tools, calls, fields: CHOICES[from](LONG) })
    const names = toolNamesIn(to, body)
    expect(names.filter((name) => !documented[to].test(name))).toEqual([])
    expect(new Set(names).size).toBe(NAMES.length)
    expect(names[0]).toBe('fine_name')
    expect(text).not.toContain(LONG)
    expect(text.split(`"${names[1]}"`).length - 1).toBeGreaterThanOrEqual(3)
    expect(losses).toEqual([])
  })

  it('are restored in an answer, plain and streamed', () => {
    const { body, whole, streamed } = exchange(from, to, { tools })
    const said = toolNamesIn(to, body).map((name, index) => ({ ...calls[index]!, name }))
    expect(callsIn(from, whole(answerWith(to, said))).map(({ name }) => name)).toEqual(NAMES)
    const frames = streamed(streamWith(to, said))
    expect(callsInStream(from, frames).map(({ name, arguments: json }) => [name, json])).toEqual(
      calls.map(({ name, arguments: json }) => [name, json]),
    )
  })
})

describe.each(DIALECTS)('an alias for %s', (dialect) => {
  it('is valid, unique and always the same for a name', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 60, maxLength: 90 })), {
          maxLength: 20,
        }),
        (names) => {
          const aliases = aliasesFor(names, CAPABILITIES[dialect].toolNames)
          expect([...aliases.values()].filter((alias) => !documented[dialect].test(alias))).toEqual([])
          expect(new Set(aliases.values()).size).toBe(names.length)
          expect([...aliasesFor(names, CAPABILITIES[dialect].toolNames)]).toEqual([...aliases])
        },
      ),
    )
  })
})

const PATCH = '*** Begin Patch\n"quoted" \\ 😀\n*** End Patch'

/** Tools of the two dialects of OpenAI that take free text, with a call of one in the history. */
const CUSTOM: Record<'openai-chat' | 'openai-responses', (grammar: boolean) => Record<string, unknown>> = {
  'openai-chat': (grammar) => ({
    tools: [
      {
        type: 'custom',
        custom: {
          name: 'apply_patch',
          description: 'Edits files.',
          ...(grammar
            ? { format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: X' } } }
            : {}),
        },
      },
    ],
    messages: [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'apply_patch', input: PATCH } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'Done' },
    ],
  }),
  'openai-responses': (grammar) => ({
    tools: [
      {
        type: 'custom',
        name: 'apply_patch',
        description: 'Edits files.',
        ...(grammar ? { format: { type: 'grammar', syntax: 'lark', definition: 'start: X' } } : {}),
      },
    ],
    input: [
      { role: 'user', content: 'Hi' },
      { type: 'custom_tool_call', call_id: 'c1', name: 'apply_patch', input: PATCH },
      { type: 'custom_tool_call_output', call_id: 'c1', output: 'Done' },
    ],
  }),
}

const isOpenAi = (dialect: Dialect): dialect is 'openai-chat' | 'openai-responses' =>
  dialect.startsWith('openai-')
const FROM_OPENAI = FOREIGN_PAIRS.flatMap(({ from, to }) => (isOpenAi(from) ? [{ from, to }] : []))

describe.each(FROM_OPENAI)('a tool with free text, of a $from caller at a $to provider', ({ from, to }) => {
  it('is a function with one text, also in the history', () => {
    const { body, text, losses } = exchange(from, to, { fields: CUSTOM[from](false) })
    expect(toolNamesIn(to, body)).toEqual(['apply_patch'])
    expect(text).toContain('"required":["input"]')
    expect(text).toContain('*** Begin Patch')
    expect(text).toContain('Done')
    expect(losses).toEqual([])
  })

  it('is called with text again, plain and streamed', () => {
    const { whole, streamed } = exchange(from, to, { fields: CUSTOM[from](false) })
    const call = { id: 'c2', name: 'apply_patch', arguments: JSON.stringify({ input: PATCH }) }
    const answer = JSON.parse(whole(answerWith(to, [call]))) as Json
    const expected = {
      'openai-chat': { id: 'c2', type: 'custom', custom: { name: 'apply_patch', input: PATCH } },
      'openai-responses': { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: PATCH },
    }
    const found = {
      'openai-chat': answer['choices']?.[0]?.['message']?.['tool_calls']?.[0],
      'openai-responses': answer['output']?.[0],
    }
    expect(found[from]).toMatchObject(expected[from])
    const events = streamed(streamWith(to, [call]))
      .filter((data) => data !== '[DONE]')
      .map((data) => JSON.parse(data) as Json)
    const pieces = {
      'openai-chat': events.map(
        (event) => event['choices']?.[0]?.['delta']?.['tool_calls']?.[0]?.['custom']?.['input'] ?? '',
      ),
      'openai-responses': events.map((event) =>
        String(event['type']) === 'response.custom_tool_call_input.delta' ? event['delta'] : '',
      ),
    }
    expect(pieces[from].join('')).toBe(PATCH)
    expect(pieces[from].filter((piece) => String(piece) !== '').length).toBeGreaterThan(
      to === 'gemini' ? 0 : 2,
    )
  })

  it('has its grammar in its description, and the change is named', () => {
    const { text, lost } = exchange(from, to, { fields: CUSTOM[from](true) })
    expect(text).toContain('start: X')
    expect(lost).toEqual(['tools[0].format'])
  })
})

describe.each(FOREIGN_PAIRS.filter(({ from }) => from === 'openai-responses'))(
  'tools of Codex’s first request at a $to provider',
  ({ from, to }) => {
    const codex = {
      tools: [
        { type: 'function', name: 'shell', parameters: { type: 'object', properties: {} }, strict: false },
        {
          type: 'namespace',
          name: 'mcp__files',
          description: 'Files.',
          tools: [
            {
              type: 'function',
              name: 'read',
              parameters: { type: 'object', properties: { path: { type: 'string' } } },
            },
            { type: 'custom', name: 'write' },
          ],
        },
        { type: 'web_search' },
        { type: 'custom', name: 'apply_patch' },
      ],
      input: [
        { role: 'user', content: 'Hi' },
        {
          type: 'function_call',
          call_id: 'c1',
          name: 'read',
          namespace: 'mcp__files',
          arguments: '{"path":"a"}',
        },
        { type: 'function_call_output', call_id: 'c1', output: 'text' },
      ],
    }

    it('are a flat list of functions; tools that the caller does not run are dropped and named, and refused to a strict caller', () => {
      const { body, text, losses } = exchange(from, to, { fields: codex })
      expect(toolNamesIn(to, body)).toEqual(['shell', 'mcp__files__read', 'mcp__files__write', 'apply_patch'])
      expect(text.split('"mcp__files__read"').length - 1).toBeGreaterThanOrEqual(2)
      expect(losses.map(({ param, action }) => [param, action])).toEqual([['tools[2]', 'dropped']])
      expect(refusalOf(() => refuseLosses(losses)).details.param).toBe('tools[2]')
    })

    it('are called in their namespace again, plain and streamed', () => {
      const { whole, streamed } = exchange(from, to, { fields: codex })
      const calls = [
        { id: 'c2', name: 'mcp__files__read', arguments: '{"path":"b"}' },
        { id: 'c3', name: 'mcp__files__write', arguments: '{"input":"c"}' },
      ]
      const expected = [
        {
          type: 'function_call',
          call_id: 'c2',
          name: 'read',
          namespace: 'mcp__files',
          arguments: '{"path":"b"}',
        },
        { type: 'custom_tool_call', call_id: 'c3', name: 'write', namespace: 'mcp__files', input: 'c' },
      ]
      expect((JSON.parse(whole(answerWith(to, calls))) as Json)['output']).toMatchObject(expected)
      const last = JSON.parse(streamed(streamWith(to, calls)).at(-1)!) as Json
      expect(last['response']?.['output']).toMatchObject(expected)
    })

    it('are limited to those that the caller allows', () => {
      const tool_choice = {
        type: 'allowed_tools',
        mode: 'required',
        tools: [
          { type: 'function', name: 'read', namespace: 'mcp__files' },
          { type: 'function', name: 'shell' },
        ],
      }
      const { body } = exchange(from, to, { fields: { ...codex, tool_choice } })
      expect(toolNamesIn(to, body)).toEqual(['shell', 'mcp__files__read'])
    })
  },
)

it('a Gemini caller’s choice among several functions removes the others', () => {
  const tools = ['a', 'b', 'c'].map((name) => ({ name }))
  const fields = { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['a', 'c'] } } }
  for (const to of DIALECTS.filter((dialect) => dialect !== 'gemini')) {
    const { body, losses } = exchange('gemini', to, { tools, fields })
    expect([toolNamesIn(to, body), losses]).toEqual([['a', 'c'], []])
  }
  const { body } = exchange('gemini', 'gemini', { tools, fields })
  expect(body['toolConfig']).toEqual(fields.toolConfig)
})

it('a forced tool that does not exist is named as lost', () => {
  const fields = {
    tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    tool_choice: { type: 'any' },
  }
  for (const to of DIALECTS.filter((dialect) => dialect !== 'anthropic-messages')) {
    const { body, lost } = exchange('anthropic-messages', to, { fields })
    expect([body['tools'], body['tool_choice'], lost]).toEqual([
      undefined,
      undefined,
      ['tools[0]', 'tool_choice'],
    ])
  }
})
