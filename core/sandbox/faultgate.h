#pragma once

#include "core/sandbox/api.h"
#include "core/sandbox/faults.h"
#include "core/sandbox/route.h"

#include <optional>

namespace cauce::sandbox {

//! \brief Decides which request suffers which fault, and counts them off. One thread.
class FaultGate
{
public:
    void set(const Faults& faults) { m_faults = faults; }
    const Faults& left() const { return m_faults; }

    //! What happens to a request instead of being served.
    struct Verdict
    {
        bool cuts = false;
        std::optional<Answer> answer;
    };

    std::chrono::milliseconds delay(const Route& route) const;
    //! Before the user is known: 401, a cut, 429.
    Verdict atTheDoor();
    //! Before an object request is served: 403 by kind.
    std::optional<Answer> before(const Route& route, const ServedKind& kind) const;
    std::optional<Answer> beforeContinuing(); //!< a LIST with a token: 410
    //! After a write took effect: a 500 in place of its answer.
    std::optional<Answer> after(const Route& route);
    bool isGone(); //!< of a watch that begins: it is told 410
    bool cutsThisLine(); //!< of a watch's next event
    bool isSilent() const { return m_faults.silentWatches; }

private:
    static bool take(int& count);

    Faults m_faults;
};

//! \brief The 403 about a resource, as RBAC words it.
Answer forbiddenObject(const Route& route, const QString& user);
Answer forbiddenPath(const QByteArray& method, const QString& path, const QString& user);
Answer unauthorized(); //!< 401
//! The 410 of a resourceVersion that is compacted away.
Answer tooOld(const QString& asked, qint64 oldest);

} // namespace cauce::sandbox
