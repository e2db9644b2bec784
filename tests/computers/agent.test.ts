import { expect, it } from 'vitest'
import { describeAgents, modelOf } from './agents.ts'
import { FORM, formScript, NAME } from './form-task.ts'
import { VENDORS, type Vendor } from './scripted-model.ts'
import { readRun } from './read-run.ts'

const TASK = [
  { role: 'user', content: 'Fill in the form with my name, download it, and tell me what is in it.' },
]

describeAgents('a model that uses a computer', ({ world, call, script, newComputer }) => {
  const give = (id: string, name: string, text: string) =>
    call('PUT', `/computers/${id}/files?path=${name}`, text)

  for (const [style, vendor] of Object.entries(VENDORS) as [string, Vendor][])
    it(`fills in a form in a real browser and reads the downloaded file, by ${style}`, async () => {
      const { id } = await newComputer()
      await give(id, 'form.html', FORM)
      const ask = (stream: boolean, file: string) => {
        script(vendor, formScript(file))
        const body = { model: modelOf(vendor), computer_id: id, max_steps: 12, messages: TASK, stream }
        return readRun(world, body)
      }
      for (const stream of [false, true]) {
        const answer = await ask(stream, `answer-${stream}.txt`)
        expect(answer).toMatchObject({
          text: expect.stringContaining(`It says: ${NAME}`) as string,
          finishReason: 'stop',
          finished: { reason: 'stop' },
        })
        expect(answer.actions.filter(({ ok }) => ok !== true)).toEqual([])
        const { body: run } = await call<{ cost: number; generations: { cost: number }[] }>(
          'GET',
          `/computers/${id}/runs/${answer.runId}`,
        )
        expect(run).toMatchObject({ status: 'finished', finish_reason: 'stop', cost: answer.cost })
        expect(run.generations).toHaveLength(formScript('').length)
      }
    })
})
