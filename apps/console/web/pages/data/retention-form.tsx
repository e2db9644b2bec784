import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { retentionQuery, setRetention, type Retention, type RetentionKind } from '../../api/retention.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { useForm } from '../entrance/use-form.ts'

type RetentionProps = { kind: RetentionKind; retention: Retention | null; mayManage: boolean }

/** The retention of a kind. A shorter one deletes data, so it must be confirmed. */
export const RetentionForm = ({ kind, retention, mayManage }: RetentionProps) => {
  const [asked, setAsked] = useState<number>()
  const save = useSave(kind)
  const { work, onSubmit } = useForm(async ({ days = '' }) => {
    const wanted = days === '' ? null : Number(days)
    if (wanted !== null && wanted < daysOf(retention!)) setAsked(wanted)
    else await save(wanted)
  })
  if (retention === null)
    return (
      <p className="text-soft">
        {m.data.kinds[kind]}: {m.data.notHere}
      </p>
    )
  return (
    <form onSubmit={onSubmit} className="flex flex-wrap items-start gap-3">
      {work.isError && <Failure error={work.error} />}
      <TextField
        className="min-w-60 flex-1"
        name="days"
        type="number"
        min={1}
        max={retention.most_days}
        step={1}
        label={m.data.days(m.data.kinds[kind])}
        hint={m.data.daysHint(retention.most_days)}
        defaultValue={retention.days ?? ''}
        placeholder={String(retention.most_days)}
        disabled={!mayManage}
      />
      {mayManage && (
        <Button type="submit" isBusy={work.isPending} className="mt-6.5">
          {m.common.save}
        </Button>
      )}
      <ConfirmModal
        title={m.data.confirmTitle(asked ?? 1)}
        text={m.data.confirmText}
        action={m.data.confirm}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={() => save(asked!)}
      />
    </form>
  )
}

const daysOf = ({ days, most_days }: Retention): number => days ?? most_days

const useSave = (kind: RetentionKind) => {
  const client = useQueryClient()
  return async (days: number | null) => {
    await setRetention(kind, days)
    say(m.common.saved)
    await client.invalidateQueries({ queryKey: retentionQuery.queryKey })
  }
}
