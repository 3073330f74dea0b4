#pragma once

#include "core/health/health.h"

// Private to core/health: one function a kind, found through the table in health.cpp. All pure, any
// thread.
namespace cauce::health {

Health pod(const object::Manifest& live);

Health deployment(const object::Manifest& live);
Health replicaSet(const object::Manifest& live);
Health statefulSet(const object::Manifest& live);
Health daemonSet(const object::Manifest& live);

Health job(const object::Manifest& live);
Health cronJob(const object::Manifest& live);

Health service(const object::Manifest& live);
Health ingress(const object::Manifest& live);
Health persistentVolumeClaim(const object::Manifest& live);
Health horizontalPodAutoscaler(const object::Manifest& live);
Health podDisruptionBudget(const object::Manifest& live);
Health apiService(const object::Manifest& live);
Health customResourceDefinition(const object::Manifest& live);

//! A number of `status` or `spec`, 0 when it is absent or no integer.
qint64 number(const object::Json& value);
//! The condition of type \p type below status.conditions; null when there is none.
const object::Json& condition(const object::Manifest& live, QStringView type);
//! The controller has not seen the newest generation yet.
bool isUnobserved(const object::Manifest& live);

} // namespace cauce::health
