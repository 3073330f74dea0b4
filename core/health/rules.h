#pragma once

#include "core/health/health.h"
#include "core/health/reader.h"

// Private to core/health: one function a kind, found through the table in health.cpp. All pure, any
// thread. Each file has a family of kinds; the order of a rule's questions is Argo CD's.
namespace cauce::health {

// pods.cpp
Health pod(Reader& live);

// workloads.cpp
Health deployment(Reader& live);
Health replicaSet(Reader& live);
Health statefulSet(Reader& live);
Health daemonSet(Reader& live);

// jobs.cpp
Health job(Reader& live);
Health cronJob(Reader& live);
Health workflow(Reader& live);

// services.cpp
Health service(Reader& live);
Health ingress(Reader& live);
Health gateway(Reader& live);
Health route(Reader& live);

// storage.cpp
Health persistentVolumeClaim(Reader& live);
Health volumeSnapshot(Reader& live);

// scaling.cpp
Health horizontalPodAutoscaler(Reader& live);
Health podDisruptionBudget(Reader& live);
Health scaledObject(Reader& live);

// definitions.cpp
Health apiService(Reader& live);
Health customResourceDefinition(Reader& live);

// secrets.cpp
Health certificate(Reader& live);
Health issuer(Reader& live);
Health externalSecret(Reader& live);
Health secretStore(Reader& live);
Health sealedSecret(Reader& live);

// delivery.cpp
Health rollout(Reader& live);
Health applicationSet(Reader& live);
Health fluxHelmRelease(Reader& live);
Health fluxKustomization(Reader& live);
Health fluxSource(Reader& live);

// operators.cpp
Health crossplane(Reader& live);
Health prometheus(Reader& live);

//! \brief The controller has not seen the newest generation yet; so too when it has said nothing.
bool isUnobserved(Reader& live);

} // namespace cauce::health
