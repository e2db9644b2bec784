import type { Api } from '../api/api.ts'
import type { Computer, List } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-codes.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Finds a computer by its id, the start of its id, or its name. @throws CliError if none or several match */
export const findComputer = async (api: Api, text: string): Promise<Computer> => {
  if (UUID.test(text)) return api.ask<Computer>('GET', `/computers/${text}`)
  const { data } = await api.ask<List<Computer>>('GET', '/computers')
  const found = data.filter(({ id, instance_id: instance, name }) => [id, instance, name].includes(text))
  const meant = found.length > 0 ? found : data.filter(({ id }) => text !== '' && id.startsWith(text))
  const [first, second] = meant
  if (first !== undefined && second === undefined) return first
  const names = (meant.length > 0 ? meant : data)
    .map(({ id, name }) => `${name} (${id.slice(0, 8)})`)
    .join(', ')
  throw new CliError(
    first === undefined ? `There is no computer "${text}".` : `Several computers match "${text}".`,
    {
      exitCode: EXIT.notFound,
      advice: names === '' ? '`gptget computers create` creates one.' : `You have: ${names}.`,
    },
  )
}
