import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import type { Computer, List } from '../api/types.ts'
import { workspaceNamed } from '../computers/default-workspace.ts'
import { findComputer } from '../computers/find-computer.ts'
import type { Context } from '../context.ts'
import { openInBrowser } from '../open-in-browser.ts'
import { showTime } from '../output/amounts.ts'
import { withProgress } from '../output/progress.ts'
import { showFields, showTable } from '../output/table.ts'
import { tellOnInterrupt } from '../tell-on-interrupt.ts'
import { tableWidth } from '../terminal.ts'
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

type Create = Json & {
  type: string
  region?: string
  name?: string
  workspace: string
  resolution?: string
  network?: string
  allowHost?: string[]
  autoStop?: number
}

const LIFE = {
  start: 'start a stopped computer',
  stop: 'stop a computer; its disk is kept, and it costs nothing while stopped',
  restart: 'stop and start a computer',
} as const

export const addComputerCommands = (program: Command, context: Context): void => {
  const computers = withJson(program.command('computers').description('list your cloud desktops')).action(
    (options: Json) => list(context, options),
  )
  withJson(computers.command('create').description('create a cloud desktop'))
    .addOption(
      new Option('--type <type>', 'processors and memory').choices(['2c2g', '2c4g', '4c8g']).default('2c4g'),
    )
    .option('--region <region>', 'for example us or fr')
    .option('--name <name>', 'its name')
    .option('--workspace <name>', 'its workspace, created if it does not exist', 'default')
    .option('--resolution <size>', 'for example 1280x720')
    .addOption(
      new Option('--network <kind>', 'its network access').choices(['internet', 'allowlist', 'none']),
    )
    .option('--allow-host <host...>', 'with --network allowlist')
    .option('--auto-stop <minutes>', 'stop it after this time without use', readNumber)
    .action((_: Create, command: Command) => create(context, command.optsWithGlobals<Create>()))
  for (const [verb, description] of Object.entries(LIFE))
    withJson(program.command(verb).description(description).argument('<computer>', 'its id or name')).action(
      (text: string, options: Json) => command(context, text, verb, options),
    )
  withJson(
    program.command('delete').description('delete a computer and its disk').argument('<computer>'),
  ).action((text: string, options: Json) => remove(context, text, options))
  withJson(program.command('screenshot').description('take a picture of the screen').argument('<computer>'))
    .argument('[file]', 'where to write it (.jpg makes a JPEG); - is standard output', 'shot.png')
    .option('--settle', 'wait until the screen stops changing')
    .action((text: string, file: string, options: Json & { settle?: boolean }) =>
      shoot(context, text, file, options),
    )
  withJson(program.command('view').description('open the live view in a browser').argument('<computer>'))
    .option('--look', 'view only, without mouse and keyboard')
    .option('--print', 'print the link without opening it')
    .action((text: string, options: View) => view(context, text, options))
}

const list = async (context: Context, options: Json): Promise<void> => {
  const api = await context.api()
  const answer = await api.ask<List<Computer>>('GET', '/computers')
  const rows = answer.data.map((computer) => [
    computer.name,
    computer.is_frozen ? 'frozen' : computer.status,
    computer.instance_type,
    computer.region,
    computer.id,
    showTime(computer.created_at),
  ])
  const heading = ['NAME', 'STATUS', 'TYPE', 'REGION', 'ID', 'MADE']
  context.show(options, answer, () => showTable(heading, rows, tableWidth(context.terminal)))
  if (answer.data.length === 0)
    context.say('There are no computers yet. `gptget computers create` creates one.')
}

const create = async (context: Context, options: Create): Promise<void> => {
  const api = await context.api()
  const workspaceId = await workspaceNamed(api, options.workspace)
  const name = options.name ?? `computer-${randomBytes(3).toString('hex')}`
  const json = {
    workspace_id: workspaceId,
    name,
    instance_type: options.type,
    region: options.region,
    resolution: options.resolution,
    network: options.network,
    allowed_hosts: options.allowHost,
    auto_stop_minutes: options.autoStop,
  }
  const computer = await waitFor(context, name, () =>
    withProgress(context.terminal, 'launching', () => api.ask<Computer>('POST', '/computers', { json })),
  )
  context.show(options, computer, () => describe(computer))
}

/** What the server does with a computer. Ctrl-C ends only the waiting. */
const waitFor = <Answer>({ terminal }: Context, name: string, ask: () => Promise<Answer>): Promise<Answer> =>
  tellOnInterrupt(
    terminal,
    `Stopped waiting. The server may still complete the request for ${name}.`,
    `\`gptget computers\` shows its state. A running computer is charged by the hour; \`gptget stop ${name}\` or \`gptget delete ${name}\` ends the charges.`,
    ask,
  )

const describe = (computer: Computer): string =>
  showFields([
    ['id', computer.id],
    ['name', computer.name],
    ['status', computer.status],
    ['type', computer.instance_type],
    ['region', computer.region],
    ['view', computer.connection_url],
    ...(computer.limits?.notes ?? []).map((note): [string, string] => ['note', note]),
  ])

const command = async (context: Context, text: string, verb: string, options: Json): Promise<void> => {
  const api = await context.api()
  const { id, name } = await findComputer(api, text)
  const computer = await waitFor(context, name, () => api.ask<Computer>('POST', `/computers/${id}/${verb}`))
  context.show(options, computer, () => `${computer.name} is ${computer.status}`)
}

const remove = async (context: Context, text: string, options: Json): Promise<void> => {
  const api = await context.api()
  const { id, name } = await findComputer(api, text)
  const answer = await api.ask('DELETE', `/computers/${id}`)
  context.show(options, answer, () => `${name} is deleted`)
}

const shoot = async (
  context: Context,
  text: string,
  file: string,
  options: Json & { settle?: boolean },
): Promise<void> => {
  const api = await context.api()
  const { id } = await findComputer(api, text)
  const accept = /\.jpe?g$/i.test(file) ? 'image/jpeg' : 'image/png'
  const query = { settle: options.settle ? 'true' : undefined }
  const response = await api.send('GET', `/computers/${id}/screenshot`, { headers: { accept }, query })
  const picture = Buffer.from(await response.arrayBuffer())
  if (file === '-') return void context.terminal.stdout.write(picture)
  await writeFile(file, picture)
  context.show(options, { computer_id: id, file, bytes: picture.length }, () => file)
}

type View = Json & { look?: boolean; print?: boolean }

const view = async (context: Context, text: string, options: View): Promise<void> => {
  const api = await context.api()
  const { id } = await findComputer(api, text)
  const json = { mode: options.look ? 'view' : 'control' }
  const made = await api.ask<{ url: string; expires_at: string }>('POST', `/computers/${id}/views`, { json })
  context.show(options, made, () => made.url)
  if (options.json || options.print) return
  const isOpen = openInBrowser(context.terminal, made.url)
  context.say(`${isOpen ? 'Opened in the browser. ' : ''}The link works until ${showTime(made.expires_at)}.`)
}
