import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation } from './adapt.ts'
import { unsupported, type Loss } from '../canonical/losses.ts'
import type {
  ChatRequest,
  Part,
  Tool,
  ToolCallPart,
  ToolChoice,
  ToolResultPart,
} from '../canonical/request.ts'
import { aliasesFor } from './tool-aliases.ts'

/**
 * Tools as functions with names that the target accepts: those in a namespace are listed separately, those with free
 * text get it as their only argument, and those that only their own vendor's models know are dropped and reported,
 * unless it is known how to describe them. `original` has the caller's view of such a call; `restorerOf` restores it.
 */
export const adaptTools: Adaptation = (request, { dialect, capabilities }, losses) => {
  if (request.tools.length > 0 && capabilities?.hasTools === false)
    throw unsupported('tools', 'this model cannot call tools.')
  const all = request.tools.flatMap((tool, index) => functionsOf(tool, `tools[${index}]`, losses))
  const functions = withoutNamesakes(all, losses)
  const chosen = chooseTools(request.toolChoice, functions, losses)
  const calls = request.turns.flatMap(({ parts }) => parts.filter((part) => part.type === 'tool-call'))
  const names = [...functions.map(({ name }) => name), ...calls.map(joinedName)]
  const aliases = aliasesFor(names, CAPABILITIES[dialect].toolNames)
  return {
    ...(chosen.tools.length === 0 ? withoutParallelCalls(request, losses) : request),
    tools: chosen.tools.map((tool) => renamed(tool, aliases)),
    toolChoice: renamedChoice(chosen.toolChoice, aliases),
    turns: request.turns.map((turn) => ({
      ...turn,
      parts: turn.parts.map((part) => renamedPart(part, aliases)),
    })),
  }
}

/** Providers refuse two tools with the same name, and it would be unclear which one is called. */
const withoutNamesakes = (tools: FunctionTool[], losses: Loss[]): FunctionTool[] => {
  const names = new Set<string>()
  return tools.filter(({ name }) => {
    const isFirst = !names.has(name)
    names.add(name)
    if (!isFirst)
      losses.push({
        param: 'tools',
        action: 'dropped',
        reason: `Of several tools called "${name}" only the first is used.`,
      })
    return isFirst
  })
}

type FunctionTool = Extract<Tool, { type: 'function' }>

const joinedName = ({ name, namespace }: { name: string; namespace?: string }): string =>
  namespace === undefined ? name : `${namespace}__${name}`

const functionsOf = (tool: Tool, param: string, losses: Loss[]): FunctionTool[] => {
  switch (tool.type) {
    case 'function':
      return [{ path: param, ...tool }]
    case 'custom':
      return [asFunction(tool, param, losses)]
    case 'namespace':
      return tool.tools
        .flatMap((inner, index) => functionsOf(inner, `${param}.tools[${index}]`, losses))
        .map((inner, place) => inNamespace(place === 0 ? introduced(inner, tool) : inner, tool.name))
    case 'opaque':
      if (tool.asFunction !== undefined) return [{ type: 'function', ...tool.asFunction, path: param }]
      losses.push({ param, action: 'dropped', reason: 'Only models of its own vendor can use this tool.' })
      return []
  }
}

/** The description of a group goes to its first tool. */
const introduced = (
  tool: FunctionTool,
  { name, description }: { name: string; description?: string },
): FunctionTool => {
  if (description === undefined) return tool
  const told = `Of the tools whose names begin with "${joinedName({ name: '', namespace: name })}": ${description}`
  return { ...tool, description: tool.description === undefined ? told : `${tool.description}\n\n${told}` }
}

const inNamespace = (tool: FunctionTool, namespace: string): FunctionTool => ({
  ...tool,
  name: joinedName({ name: tool.name, namespace }),
  original: { ...tool.original, name: tool.name, namespace },
})

/** The only argument of a tool with free text. */
export const TEXT_ARGUMENT = 'input'

const TEXT_PARAMETERS = {
  type: 'object',
  properties: { [TEXT_ARGUMENT]: { type: 'string' } },
  required: [TEXT_ARGUMENT],
  additionalProperties: false,
}

type CustomTool = Extract<Tool, { type: 'custom' }>

const asFunction = (
  { name, description, grammar }: CustomTool,
  param: string,
  losses: Loss[],
): FunctionTool => {
  if (grammar !== undefined) {
    losses.push({
      param: `${param}.format`,
      action: 'rewritten',
      reason: 'This model does not enforce a grammar; the description contains it.',
    })
  }
  const told =
    grammar === undefined ? [] : [`The text of "${TEXT_ARGUMENT}" follows this grammar:\n${grammar}`]
  const words = [...(description === undefined ? [] : [description]), ...told].join('\n\n')
  return {
    type: 'function',
    name,
    ...(words === '' ? {} : { description: words }),
    parameters: TEXT_PARAMETERS,
    original: { name, isCustom: true },
  }
}

type Chosen = { tools: FunctionTool[]; toolChoice: ToolChoice | undefined }

/** OpenAI refuses it in a request without tools, where it has no effect. */
const withoutParallelCalls = (request: ChatRequest, losses: Loss[]): ChatRequest => {
  const { allowsParallelToolCalls, ...rest } = request
  if (allowsParallelToolCalls === undefined) return request
  const param = CAPABILITIES[request.source].fields.allowsParallelToolCalls ?? 'allowsParallelToolCalls'
  losses.push({ param, action: 'ignored', reason: 'It has no effect without tools.' })
  return rest
}

/** Choosing among some of the tools means removing the others. A missing tool cannot be chosen. */
const chooseTools = (choice: ToolChoice | undefined, tools: FunctionTool[], losses: Loss[]): Chosen => {
  if (choice === undefined) return { tools, toolChoice: undefined }
  if (choice.type === 'allowed') {
    const allowed = new Set(choice.tools.map(joinedName))
    const left = tools.filter(({ name }) => allowed.has(name))
    return chooseTools(left.length > 0 ? { type: choice.mode } : { type: 'none' }, left, losses)
  }
  const isThere = choice.type !== 'tool' || tools.some(({ name }) => name === joinedName(choice))
  const isForced = choice.type === 'tool' || choice.type === 'required'
  if (isForced && (!isThere || tools.length === 0)) {
    losses.push({
      param: 'tool_choice',
      action: 'dropped',
      reason: 'The forced tool does not exist for this model.',
    })
    return { tools, toolChoice: undefined }
  }
  return { tools, toolChoice: tools.length === 0 ? undefined : choice }
}

type Aliases = ReadonlyMap<string, string>

const renamed = (tool: FunctionTool, aliases: Aliases): FunctionTool => {
  const name = aliases.get(tool.name) ?? tool.name
  return name === tool.name ? tool : { ...tool, name, original: tool.original ?? { name: tool.name } }
}

const renamedChoice = (choice: ToolChoice | undefined, aliases: Aliases): ToolChoice | undefined =>
  choice?.type === 'tool' ? { type: 'tool', name: aliases.get(joinedName(choice)) ?? choice.name } : choice

const renamedPart = (part: Part, aliases: Aliases): Part => {
  if (part.type === 'tool-call') return renamedCall(part, aliases)
  return part.type === 'tool-result' ? renamedResult(part, aliases) : part
}

const renamedCall = (part: ToolCallPart, aliases: Aliases): ToolCallPart => {
  const { namespace: _namespace, isCustom, ...call } = part
  const json = isCustom ? JSON.stringify({ [TEXT_ARGUMENT]: part.arguments }) : part.arguments
  return { ...call, name: aliases.get(joinedName(part)) ?? part.name, arguments: json }
}

/** The name of a result is that of its call, which adds it later if it is missing. */
const renamedResult = ({ isCustom: _custom, ...part }: ToolResultPart, aliases: Aliases): ToolResultPart => {
  const name = part.name === undefined ? undefined : aliases.get(part.name)
  return name === undefined ? part : { ...part, name }
}
