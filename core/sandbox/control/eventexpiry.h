#pragma once

#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! Deletes Events an hour after they were last told, whoever told them.
class EventExpiry : public Controller
{
public:
    explicit EventExpiry(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override
    {
        EventRecorder& events = m_loop.events();
        if (change.isDeleted())
            events.noteRemoved(change.nameSpace(), change.name());
        else if (change.isAdded())
            events.noteStored(change.nameSpace(), change.name());
        if (const auto at = events.nextExpiry(); at && !m_isWaiting) {
            m_isWaiting = true;
            m_loop.enqueueAt(*this, {}, QStringLiteral("expiry"), *at);
        }
    }

    void sync(const QString&, const QString& name) override
    {
        m_isWaiting = false;
        if (const auto at = m_loop.events().expire()) {
            m_isWaiting = true;
            m_loop.enqueueAt(*this, {}, name, *at);
        }
    }

private:
    Loop& m_loop;
    bool m_isWaiting = false;
};

} // namespace cauce::sandbox::control
