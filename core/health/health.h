#pragma once

#include "core/cluster/livestate.h"

#include <QString>

#include <optional>

namespace cauce::health {

//! Argo CD's health, best to worst (docs: "Resource Health").
enum class HealthStatus { Healthy, Suspended, Progressing, Missing, Degraded, Unknown };

//! Argo CD's word: "Healthy".
QString nameOf(HealthStatus status);

struct Health
{
    HealthStatus status = HealthStatus::Unknown;
    QString message; //!< English, Argo CD's wording; may quote untrusted text

    friend bool operator==(const Health&, const Health&) = default;
};

//! \brief The health of one live object by Argo CD's rules; nothing for a kind that has none
//! (ConfigMap).
//!
//! Pure; any thread. An object of odd shape is Unknown with a message, never a crash.
std::optional<Health> assess(const object::Manifest& live);

//! One managed object, for the aggregation.
struct ManagedHealth
{
    object::ResourceKey key;
    bool live = false; //!< it is there
    bool ignored = false; //!< hook, ignore-healthcheck, or the application's own Application object
    std::optional<Health> health; //!< of the live object
};

//! \brief The application's health: the worst counts; Missing when nothing is there (rule: Argo
//! CD's aggregation, where a single missing object does not worsen the application).
Health aggregate(const QList<ManagedHealth>& objects);

} // namespace cauce::health
