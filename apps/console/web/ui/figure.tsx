export const Figure = ({ label, value }: { label: string; value: string }) => (
  <div className="rounded-lg border border-line bg-card px-4 py-3">
    <dt className="text-sm text-soft">{label}</dt>
    <dd className="nums mt-0.5 text-xl font-semibold tracking-tight">{value}</dd>
  </div>
)
