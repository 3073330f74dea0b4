#pragma once

#include "core/cluster/connectiongate.h"
#include "core/cluster/watchdecoder.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace cauce::cluster {

//! \brief Follows all objects of one kind: a whole LIST, then the events after it, for ever.
//!
//! Engine thread. What it says changes by whole lists and by events in order, and never goes back
//! in time: a list that is older than what was seen already is asked for again. A watch that ends
//! is resumed from its last version; only 410, an unreadable event or a version the server does not
//! know make it list again, at most once each ClusterLimits::minListInterval.
class Watcher : public QObject
{
    Q_OBJECT

public:
    Watcher(ApiClient* client, ConnectionGate* gate, ApiResource resource,
            QObject* parent = nullptr);
    ~Watcher() override;

    //! Begins, or tries at once what it was waiting to try.
    void startNow();

    const ApiResource& resource() const { return m_resource; }

signals:
    //! A complete list: it replaces everything before.
    void listed(const QList<cauce::cluster::LiveObjectPtr>& objects);
    //! Added, Modified or Deleted, in the server's order.
    void happened(const cauce::cluster::WatchEvent& event);
    void watching(); //!< what was listed is followed; ends troubled()
    //! It cannot be followed at the moment and is tried again by itself.
    void troubled(const cauce::Error& error);
    //! The server refuses: nothing can be said of this kind. Tried again after minutes.
    void denied(const cauce::Error& error);

private:
    enum class Step { List, Watch };
    void schedule(Step step, std::chrono::milliseconds wait);
    void scheduleAfterFailure(Step step);
    void relist();
    std::chrono::milliseconds untilNextList() const;
    bool isTimeForAList() const; // after some watches in a row that failed
    void act();
    void list();
    void askPage();
    void onPage(const Result<ApiAnswer>& answer);
    void onBadPage(const ApiAnswer& answer);
    void onTooLarge(const Error& error);
    void takePage(ListPage page);
    void finishList(const QString& version);
    void watch();
    void onLines(const QList<QByteArray>& lines);
    bool onEvent(const WatchEvent& event); // false: this watch is over
    void onWatchError(const WatchEvent& event);
    void onClosed(const Result<ApiAnswer>& answer);
    void onRefusedWatch(const ApiAnswer& answer);
    void closeStream();
    void broken(const Error& error);
    void refuse(const ApiAnswer& answer, const QString& doing);
    QString doing(const char* verb) const;

    ApiClient* m_client; // not owned; outlives this
    ConnectionGate* m_gate; // not owned; outlives this
    ApiResource m_resource;
    Step m_next = Step::List;
    QTimer m_timer {this};
    bool m_blocked = false; // waits for the gate
    int m_failures = 0; // in a row
    quint64 m_round = 0; // of the list under way: answers to an earlier one are dropped

    QList<LiveObjectPtr> m_shadow; // the list so far
    QString m_continue;
    int m_pageSize;
    bool m_unpaged = false; // pages expire faster than we can ask for them
    QElapsedTimer m_sinceList; // since the last good list
    int m_olderLists = 0; // in a row
    QString m_newest; // the newest version seen, of a list or an event

    QString m_version; // where to watch from
    WatchStream* m_stream = nullptr; // ours
    QElapsedTimer m_sinceOpen;
};

} // namespace cauce::cluster
