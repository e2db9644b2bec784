import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { requestPasswordReset } from '../../api/authentication.ts'
import { featuresQuery } from '../../api/features.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { explained } from './explained.ts'
import { useForm } from './use-form.ts'

/** Requests a mail for a forgotten password; without a mail server it says who can help. */
export const ForgotPage = () => {
  const { data: features, error, refetch } = useQuery(featuresQuery)
  return (
    <CardFrame title={m.forgot.title} text={features?.sends_mail ? m.forgot.text : undefined}>
      <div className="flex flex-col gap-4">
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {features === undefined && !error && <LoadingRows rows={2} />}
        {features?.sends_mail === true && <ForgotForm />}
        {features?.sends_mail === false && <p className="text-soft">{m.forgot.noMail}</p>}
        <Link to="/sign-in" className="text-center font-medium text-accent hover:underline">
          {m.forgot.back}
        </Link>
      </div>
    </CardFrame>
  )
}

const ForgotForm = () => {
  const { work, onSubmit } = useForm(({ email = '' }) => requestPasswordReset(email).then(() => email))
  if (work.data !== undefined)
    return (
      <div role="status">
        <h2 className="font-semibold">{m.forgot.sent}</h2>
        <p className="mt-1 break-words text-soft">{m.forgot.sentText(work.data)}</p>
      </div>
    )
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {work.isError && <Failure error={explained(work.error)} />}
      <TextField
        name="email"
        type="email"
        label={m.signIn.email}
        autoComplete="username"
        required
        autoFocus
      />
      <Button type="submit" look="primary" isBusy={work.isPending}>
        {m.forgot.submit}
      </Button>
    </form>
  )
}
