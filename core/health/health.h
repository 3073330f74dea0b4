#pragma once

#include "core/cluster/livestate.h"

#include <QString>

#include <optional>

namespace cauce::health {

//! Argo CD's health, best to worst (docs: "Resource Health").
enum class HealthStatus { Healthy, Suspended, Progressing, Missing, Degraded, Unknown };

//! Argo CD's word: "Healthy".
QString nameOf(HealthStatus status);

//! What is said of one object, or of an application.
struct Health
{
    HealthStatus status = HealthStatus::Unknown;
    QString message; //!< English, Argo CD's wording; may quote untrusted text

    friend bool operator==(const Health&, const Health&) = default;
};

//! \brief The health of one live object by Argo CD's rules; nothing for a kind that has none
//! (ConfigMap).
//!
//! Pure; any thread. An object of odd shape is Unknown with a message, never a crash. Not supported
//! yet: a user's own scripts, and most of those that Argo CD ships for others' kinds.
std::optional<Health> assess(const object::Manifest& live);

//! \brief What is to be said of a declared object of this kind that \p live does not have: Missing
//! when that is certain, Unknown with the reason when the kind has not or could not be read. Pure.
Health assessAbsent(const object::GroupKind& kind, const cluster::LiveState& live);

//! One managed object, for the aggregation.
struct ManagedHealth
{
    object::ResourceKey key;
    bool live = false; //!< it is there
    bool hook = false; //!< takes no part at all, not even by being there
    bool ignored = false; //!< ignore-healthcheck: it is there, how it is does not count
    std::optional<Health> health; //!< assess(), or assessAbsent() when it is not there
};

//! \brief The application's health: the worst counts; Missing when nothing is there (rule: Argo
//! CD's aggregation, where a single missing object does not worsen the application). Of what could
//! not be read nobody knows how it is: then the application is Unknown.
Health aggregate(const QList<ManagedHealth>& objects);

} // namespace cauce::health
