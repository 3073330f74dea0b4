#pragma once

// Private to core/sandbox: the defaults of what makes Pods.

#include "core/object/json.h"

namespace cauce::sandbox {

void setTemplateDefaults(object::Json& object); //!< of spec.template
void setDeploymentDefaults(object::Json& object);
void setDaemonSetDefaults(object::Json& object);
void setStatefulSetDefaults(object::Json& object);
void setReplicaSetDefaults(object::Json& object);
void setJobDefaults(object::Json& object);
void setCronJobDefaults(object::Json& object);
void setAutoscalerDefaults(object::Json& object);

} // namespace cauce::sandbox
