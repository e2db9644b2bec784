import { useQuery, useQueryClient } from '@tanstack/react-query'
import { setTopUp, topUpQuery, type TopUp } from '../../api/payments.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { useForm } from '../entrance/use-form.ts'

/** The automatic top-up. */
export const TopUpSection = () => {
  const { data, error, refetch } = useQuery(topUpQuery)
  return (
    <section className="mt-8 max-w-2xl">
      <h2 className="text-lg font-semibold">{m.payments.topUp}</h2>
      <p className="mb-3 text-soft">{m.payments.topUpText}</p>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={1} />}
      {data !== undefined && (data.has_card ? <TopUpForm topUp={data} /> : <NoCard />)}
    </section>
  )
}

const NoCard = () => <p className="text-faint">{m.payments.noCard}</p>

const cents = (typed: string | undefined): number => Math.round(Number(typed) * 100)

const TopUpForm = ({ topUp }: { topUp: TopUp }) => {
  const mayManage = useMay('manage-credits')
  const client = useQueryClient()
  const { work, onSubmit } = useForm(
    ({ on, threshold, amount }) =>
      setTopUp({ is_on: on === 'on', threshold_cents: cents(threshold), amount_cents: cents(amount) }),
    async () => {
      say(m.common.saved)
      await client.invalidateQueries({ queryKey: ['top-up'] })
    },
  )
  const amount = { type: 'number', min: 0, max: 10_000, step: 0.01, required: true, disabled: !mayManage }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {topUp.failure !== null && <Failure error={new Error(m.payments.failed(topUp.failure))} />}
      {work.isError && <Failure error={work.error} />}
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          name="on"
          defaultChecked={topUp.is_on}
          disabled={!mayManage}
          className="size-4 accent-accent"
        />
        {m.payments.isOn}
      </label>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          {...amount}
          name="threshold"
          label={m.payments.threshold}
          defaultValue={topUp.threshold_cents / 100}
        />
        <TextField
          {...amount}
          name="amount"
          min={5}
          label={m.payments.by}
          defaultValue={topUp.amount_cents / 100}
        />
      </div>
      {mayManage && (
        <div>
          <Button type="submit" isBusy={work.isPending}>
            {m.common.save}
          </Button>
        </div>
      )}
    </form>
  )
}
