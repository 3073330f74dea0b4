#pragma once

#include <QWidget>

class QPushButton;

namespace cauce {

class Label;
class Spinner;

//! \brief The middle of a page that has nothing to show: why, and what to do.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    //! \param button its text; empty hides it
    void say(const QString& title, const QString& text, const QString& button = {});
    //! The same while something is awaited: with a turning ring.
    void showWaiting(const QString& title, const QString& text);

signals:
    void pressed();

private:
    Spinner* m_spinner;
    Label* m_title;
    Label* m_text;
    QPushButton* m_button;
};

//! \brief Grey shapes in the places of what will come, for the first moments.
class Skeleton : public QWidget
{
    Q_OBJECT

public:
    explicit Skeleton(bool tiles, QWidget* parent = nullptr);
    void setTiles(bool tiles);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_tiles;
};

} // namespace cauce
