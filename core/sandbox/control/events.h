#pragma once

#include "core/sandbox/api.h"
#include "core/sandbox/control/values.h"

#include <QHash>

#include <deque>

namespace cauce::sandbox::control {

//! \brief Writes core/v1 Events as the real components do, counts repeated ones, and forgets them
//! an hour after they were last told, as a server does. One thread.
class EventRecorder
{
public:
    explicit EventRecorder(Api& api)
        : m_api(api)
    { }

    //! Who tells.
    struct Source
    {
        QString component; //!< deployment-controller, kubelet, ...
        QString host; //!< the node, of a kubelet
    };

    //! \brief Tells of \p object (apiVersion, kind and metadata are read).
    //! \param fieldPath such as spec.containers{nginx}; may be empty
    void tell(const Json& object, const Source& source, bool isWarning, const QString& reason,
              const QString& message, const QString& fieldPath = {});
    //! \brief As the scheduler tells, in the form of events.k8s.io: eventTime and action.
    void tellNow(const Json& object, const Source& source, bool isWarning, const QString& reason,
                 const QString& message, const QString& action);

    //! Notes that an Event is there, whoever made it.
    void noteStored(const QString& nameSpace, const QString& name);
    void noteRemoved(const QString& nameSpace, const QString& name);
    //! Deletes what is over. \return when the next one will be; nothing: there is none
    std::optional<QDateTime> expire();
    //! When the first is over.
    std::optional<QDateTime> nextExpiry() const;

private:
    struct Known
    {
        QString nameSpace;
        QString name;
        QDateTime lastAt;
        QString told; // its key in m_told; empty: not one of ours
    };
    Json eventFor(const Json& object, bool isWarning, const QString& reason, const QString& message,
                  const QString& fieldPath);

    Api& m_api;
    QHash<QString, QString> m_told; // object, reason and message -> namespace/name of the Event
    QHash<QString, Known> m_known; // by namespace/name
    std::deque<std::pair<QDateTime, QString>> m_order; // by the time it was first known
    qint64 m_count = 0;
};

} // namespace cauce::sandbox::control
