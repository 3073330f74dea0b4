#pragma once

#include "models/errorwords.h"

#include <QMap>
#include <QWidget>

class QVBoxLayout;

namespace cauce {

//! \brief What went wrong, above the page: what failed, why, what to do; technical details on
//! demand.
//!
//! One notice for each topic: a newer one takes its place, and it goes when the topic is well
//! again.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    void put(const QString& topic, const Notice& notice);
    void clear(const QString& topic);
    bool has(const QString& topic) const { return m_notices.contains(topic); }

signals:
    void actionPressed(const QString& topic, cauce::Notice::Action action, const QString& details);

private:
    QWidget* makeRow(const QString& topic, const Notice& notice);

    struct Shown
    {
        Notice notice;
        QWidget* row = nullptr;
        bool dismissed = false; // stays away until it says something else
    };
    QVBoxLayout* m_layout;
    QMap<QString, Shown> m_notices;
};

} // namespace cauce
