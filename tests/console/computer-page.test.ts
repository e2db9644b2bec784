import { expect, it } from 'vitest'
import { describeAgents, modelOf } from '../computers/agents.ts'
import { VENDORS } from '../computers/scripted-model.ts'
import { findBarriers, keepPicture, useBrowser } from './use-pages.ts'

describeAgents(
  'the page of a computer',
  (agents) => {
    const world = useBrowser(agents.world)

    it('shows the desktop, an agent that pauses when a person takes over, a shell, and files', async () => {
      const vendor = VENDORS['a function']
      agents.script(vendor, [
        { say: 'A shell tells. ', deeds: [{ do: 'bash', command: 'sleep 6; echo from the shell' }] },
        { say: 'It says {last}' },
      ])
      const computer = await agents.newComputer()
      const page = await world.open({ viewport: { width: 1440, height: 900 } })
      page.setDefaultTimeout(60_000)
      await world.enter(page, `/computers/${computer.id}`)
      await page.getByRole('combobox', { name: `Model: ${modelOf(vendor)}` }).waitFor()
      await page.getByLabel('Task', { exact: true }).fill('Ask the shell')
      await page.getByRole('button', { name: 'Send' }).click()
      const log = page.getByRole('log', { name: 'Agent' })
      await log.getByText('bash', { exact: true }).waitFor()
      const screen = page.frameLocator('iframe').locator('canvas')
      await screen.click({ position: { x: 200, y: 150 } })
      await log.getByText('You took over').waitFor()
      await keepPicture(page, 'computer-taken-over')
      expect(await findBarriers(page)).toEqual([])
      await log.getByRole('button', { name: 'Continue' }).click()
      await log.getByText('Done', { exact: true }).waitFor()
      expect(await log.textContent()).toContain('from the shell')
      await page.getByRole('tab', { name: 'Terminal' }).click()
      await page.getByLabel('Command').fill('cd /tmp && pwd; false')
      await page.keyboard.press('Enter')
      const terminal = page.getByRole('log', { name: 'Terminal' })
      await terminal.getByText('(exit 1)').waitFor()
      expect(await terminal.textContent()).toContain('/tmp\n')
      await page.getByRole('tab', { name: 'Files' }).click()
      await page.locator('input[type=file]').setInputFiles({
        name: 'note.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('from the page'),
      })
      await page.getByText('note.txt').waitFor()
      const { body } = await agents.call('GET', `/computers/${computer.id}/files?path=note.txt`)
      expect(String(body)).toBe('from the page')
      expect(await findBarriers(page)).toEqual([])
      await keepPicture(page, 'computer-files')
      expect(world.complaints).toEqual([])
    })
  },
  { console: 1 },
)
