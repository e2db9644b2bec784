import { useQuery } from '@tanstack/react-query'
import { hasPasswordQuery } from '../../api/profile.ts'
import { m } from '../../messages/index.ts'
import { Page } from '../../ui/page.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { FirstPassword, ChangePassword } from './password-forms.tsx'
import { Profile } from './profile.tsx'
import { Sessions } from './sessions.tsx'

export const SettingsPage = () => (
  <Page title={m.settings.title}>
    <div className="flex max-w-2xl flex-col gap-10">
      <Profile />
      <Password />
      <Sessions />
    </div>
  </Page>
)

const Password = () => {
  const { data: hasPassword, error } = useQuery(hasPasswordQuery)
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{m.settings.password}</h2>
      {error && <Failure error={error} />}
      {hasPassword === undefined && !error && <LoadingRows rows={2} />}
      {hasPassword === true && <ChangePassword />}
      {hasPassword === false && <FirstPassword />}
    </section>
  )
}
