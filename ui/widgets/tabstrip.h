#pragma once

#include "models/statusmark.h"

#include <QWidget>

namespace cauce {

//! \brief The tabs of a page: a word, perhaps a count, an accent line below the current one.
class TabStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TabStrip(QWidget* parent = nullptr);

    //! Adds a tab at the end; its number counts from 0.
    void add(const QString& word);
    //! \param count shown beside the word; below 0 hides it. \param tone a pill unless Neutral
    void setCount(int number, int count, Tone tone = Tone::Neutral);
    int current() const { return m_current; }
    void setCurrent(int number);
    int count() const { return int(m_tabs.size()); }
    QString spoken() const; //!< for screen readers: the current tab, its count and its place
    QSize sizeHint() const override;

signals:
    void currentChanged(int number);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Tab
    {
        QString word;
        int count = -1;
        Tone tone = Tone::Neutral;
    };
    int countWidth(const Tab& tab) const;
    QRect tabRect(int number) const;

    QList<Tab> m_tabs;
    int m_current = 0;
};

} // namespace cauce
