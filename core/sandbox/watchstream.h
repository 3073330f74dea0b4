#pragma once

#include "core/sandbox/api.h"
#include "core/sandbox/faultgate.h"
#include "core/sandbox/httpconnection.h"
#include "core/sandbox/representation.h"
#include "core/sandbox/route.h"
#include "core/sandbox/table.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <deque>

namespace cauce::sandbox {

//! What a watch is about and how it is to be told.
struct WatchOrder
{
    ServedKind kind; //!< a copy: the kind may cease to be served
    Request request;
    StreamOptions options;
    Representation representation;
    RowObject rowObject = RowObject::Metadata;
};

//! \brief One watch: tells a connection the events of a kind, as they fit its selectors.
//!
//! Begins with what is there (no resourceVersion, or 0, or sendInitialEvents) or with the events
//! after the resourceVersion; a version that the history does not reach is told as an ERROR event
//! with 410. An object that begins or ceases to fit a selector is ADDED or DELETED. What a slow
//! reader has not taken yet waits as shared objects, not as text, and only so many: then it is cut.
//! Lives with its connection; one thread, the Api's.
class WatchStream : public QObject
{
public:
    using LabelsFit = std::function<bool(const std::vector<std::pair<QString, QString>>&)>;
    using ObjectFits = std::function<bool(const StoredObject&)>;

    //! \brief Answers \p connection with the watch, or with a refusal (bad selector or version).
    //! \param api and \p gate outlive the connection, which becomes the watch's parent
    //! \return the refusal; nothing when the watch runs
    static std::optional<Answer> open(Api& api, FaultGate& gate, HttpConnection* connection,
                                      WatchOrder order);
    ~WatchStream() override;

    const ServedKind& kind() const { return m_order.kind; }
    //! Sends what waits, as far as the network takes it; the faults are asked each time.
    void pump();
    void end(); //!< the proper end

private:
    WatchStream(Api& api, FaultGate& gate, HttpConnection* connection, WatchOrder order,
                LabelsFit labelsFit, ObjectFits objectFits);
    void start(std::optional<qint64> after);
    void startWithAll();
    void take(const StoreEvent& event);
    void bookmark(bool endsInitial);
    bool fits(const StoredPtr& object) const;
    QByteArray line(const char* type, const object::Json& object) const;
    QByteArray eventLine(const StoreEvent& event);
    object::Json shaped(const object::Json& object);

    Api& m_api;
    FaultGate& m_gate;
    HttpConnection* m_connection; // the parent
    WatchOrder m_order;
    LabelsFit m_labelsFit;
    ObjectFits m_objectFits;
    std::optional<TablePrinter> m_printer;
    bool m_isFirstRow = true;
    std::deque<StoreEvent> m_waiting;
    std::size_t m_initial = 0; // of what waits: these do not count against a slow reader
    bool m_bookmarkIsDue = false;
    bool m_endsInitial = false; // the bookmark says that all there was has been told
    qint64 m_from = 0; // events up to here are not told
    int m_subscription = 0;
    QTimer m_bookmarks;
};

} // namespace cauce::sandbox
