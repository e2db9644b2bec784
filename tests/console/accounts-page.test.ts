import { expect, it } from 'vitest'
import { openaiFor } from '../platform/use-platform.ts'
import { findBarriers, keepPicture, usePages } from './use-pages.ts'

const world = usePages('text-5')

it('an administrator suspends an account after a confirmation, and resumes it', async () => {
  const other = await world.platform.admin.createAccount({ name: 'Example Inc.' })
  const { chat } = openaiFor(world.platform.baseUrl, other.apiKey)
  const ask = () =>
    chat.completions.create({ model: 'test/text-5', messages: [{ role: 'user', content: 'Hi' }] })
  await ask()
  const page = await world.open()
  await world.enter(page, '/admin/accounts')
  const row = page.getByRole('row', { name: other.accountId })
  await row.getByRole('button', { name: 'Suspend' }).click()
  const dialog = page.getByRole('dialog', { name: /^Suspend / })
  await dialog.waitFor()
  await keepPicture(page, 'account-suspend')
  expect(await findBarriers(page)).toEqual([])
  await ask()
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await row.getByText('Suspended').waitFor()
  await expect
    .poll(() => ask().then(String, ({ status }: { status: number }) => status), { timeout: 10_000 })
    .toBe(403)
  await row.getByRole('button', { name: 'Resume' }).click()
  await row.getByText('Active').waitFor()
  await expect.poll(() => ask().then(() => 'answered', String), { timeout: 10_000 }).toBe('answered')
  expect(world.complaints).toEqual([])
})
