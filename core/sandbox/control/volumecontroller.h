#pragma once

#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! \brief Binds PersistentVolumeClaims: to a volume that is there and fits, else to a new one of
//! the claim's StorageClass. Ends claims that no Pod uses and volumes whose claim has gone.
class VolumeController : public Controller
{
public:
    explicit VolumeController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    void syncClaim(const QString& nameSpace, const QString& name);
    void syncVolume(const QString& name);
    void bind(Json claim, const QString& className, const Json& storageClass);
    Json findVolume(const Json& claim, const QString& className) const;
    Json provision(const Json& claim, const QString& className, const Json& storageClass);
    Json classFor(const Json& claim, QString& className) const;
    bool isUsed(const QString& nameSpace, const QString& claim) const;
    void unprotect(Json object, const QString& finalizer);

    Loop& m_loop;
    QHash<QString, QSet<QString>> m_users; // Pods (uid), by namespace/claim
    QHash<QString, std::vector<QString>> m_claimsOf; // by Pod's uid
    QHash<QString, QDateTime> m_bindsAt; // by namespace/claim
};

} // namespace cauce::sandbox::control
