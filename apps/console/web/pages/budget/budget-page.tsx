import { useQuery, useQueryClient } from '@tanstack/react-query'
import { budgetQuery, setBudget, type Budget } from '../../api/budget.ts'
import { featuresQuery } from '../../api/features.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { useForm } from '../entrance/use-form.ts'
import { SettingsFrame } from '../settings/settings-frame.tsx'
import { BudgetMeter } from './budget-meter.tsx'

/** The monthly budget. */
export const BudgetPage = () => {
  const { data, error, refetch } = useQuery(budgetQuery)
  const { data: features } = useQuery(featuresQuery)
  const mayManage = useMay('manage-credits')
  return (
    <SettingsFrame>
      <section>
        <h2 className="text-lg font-semibold">{m.budget.title}</h2>
        <p className="mb-4 text-soft">{mayManage ? m.budget.text : m.budget.mayNot}</p>
        {features?.sends_mail === false && <p className="mb-4 text-soft">{m.budget.noMail}</p>}
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined && !error && <LoadingRows rows={2} />}
        {data !== undefined && (
          <div className="flex flex-col gap-6">
            <BudgetMeter budget={data} />
            {mayManage && <BudgetForm budget={data} />}
          </div>
        )}
      </section>
    </SettingsFrame>
  )
}

const BudgetForm = ({ budget }: { budget: Budget }) => {
  const client = useQueryClient()
  const { work, onSubmit } = useForm(
    ({ amount = '' }) => setBudget(amount === '' ? null : Math.round(Number(amount) * 100)),
    async () => {
      say(m.common.saved)
      await client.invalidateQueries({ queryKey: budgetQuery.queryKey })
    },
  )
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {work.isError && <Failure error={work.error} />}
      <TextField
        name="amount"
        type="number"
        min={1}
        max={10_000_000}
        step={0.01}
        label={m.budget.amount}
        hint={m.budget.amountHint}
        defaultValue={budget.amount_cents === null ? '' : budget.amount_cents / 100}
      />
      <div>
        <Button type="submit" isBusy={work.isPending}>
          {m.common.save}
        </Button>
      </div>
    </form>
  )
}
