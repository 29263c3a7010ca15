/**
 * An Application's own health, which Argo CD leaves out of parents since 1.8. Without it the waves of the root application
 * do not wait: databases would be created before the operator that knows them. The child's health as it is would let waves
 * through too early: a child is Healthy for a moment before its first sync, and while its hooks still run. So Healthy counts
 * only when it is synced and no operation is under way; one that was found as wanted has none, and counts.
 */
const applicationHealth = `hs = { status = "Progressing", message = "waiting for the first sync" }
if obj.status == nil or obj.status.health == nil or obj.status.health.status == nil then
  return hs
end
local synced = obj.status.sync ~= nil and obj.status.sync.status == "Synced"
local done = obj.status.operationState == nil or obj.status.operationState.phase == "Succeeded"
if obj.status.health.status ~= "Healthy" or (synced and done) then
  hs.status = obj.status.health.status
  hs.message = obj.status.health.message or ""
else
  hs.message = "healthy, but the sync has not ended"
end
return hs
`;

/**
 * Argo CD's own rule takes an autoscaler without figures for degraded, and with it the API: on a cluster without a metrics API
 * the waves would stop there for ever, and on any other they fail in the first half minute of a pod, which has no figures yet.
 * Without them the pods stay as many as they are, which is no reason to hold back the address.
 */
const autoscalerHealth = `hs = { status = "Healthy", message = "" }
if obj.status == nil or obj.status.conditions == nil then
  return hs
end
for _, condition in ipairs(obj.status.conditions) do
  if condition.status == "False" and (condition.type == "AbleToScale" or condition.reason == "InvalidSelector") then
    hs.status = "Degraded"
    hs.message = condition.message or ""
    return hs
  end
  if condition.status == "False" and condition.type == "ScalingActive" then
    hs.message = condition.message or ""
  end
end
return hs
`;

/** What the platform's waves need of Argo CD: data of its ConfigMap `argocd-cm`. */
export const ARGO_CD_SETTINGS = {
  'resource.customizations.health.argoproj.io_Application': applicationHealth,
  'resource.customizations.health.autoscaling_HorizontalPodAutoscaler': autoscalerHealth,
} as const;
