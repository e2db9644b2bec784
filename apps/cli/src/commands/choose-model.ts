import type { Api } from '../api/api.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { readSettings } from '../settings/settings.ts'
import { listModels, makes } from '../api/models.ts'

/**
 * The model to call: the requested one, else for text `GPTGET_MODEL` or the setting, else the first of the server
 * with this kind of output. @throws CliError if there is none
 */
export const chooseModel = async (
  context: Context,
  api: Api,
  asked: string | undefined,
  kind: string,
): Promise<string> => {
  const { env } = context.terminal
  const wished = kind === 'text' ? env['GPTGET_MODEL'] || (await readSettings(env)).model : undefined
  const given = asked ?? wished
  if (given) return given
  const able = (await listModels(api)).filter((model) => makes(model, kind) && !makes(model, 'embeddings'))
  const found = able.find(({ id }) => kind !== 'image' || DRAWS_AT_ONCE.test(id)) ?? able[0]
  if (found === undefined)
    throw new CliError(`This server has no model with the output "${kind}".`, {
      exitCode: EXIT.notFound,
      advice:
        'Ask its operator to add a provider that has one, or choose a model with --model. `gptget models --all` lists all.',
    })
  context.say(`Using ${found.id}. Choose another model with --model.`)
  return found.id
}

/** Models that return an image at once. Others, such as Midjourney, only support tasks. */
const DRAWS_AT_ONCE = /image|imagen|imagine|flux|banana/
